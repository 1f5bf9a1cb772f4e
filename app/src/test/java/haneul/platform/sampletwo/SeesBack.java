package haneul.platform.sampletwo;

/** Breaks: packages in circles. */
public final class SeesBack {
  Class<?> circle = haneul.platform.sampleone.SeesServices.class;
}
