package haneul.platform.sampleone;

/** Breaks: platform sees base; packages in circles. */
public final class SeesServices {
  Class<?> seen = haneul.services.identity.contract.Projects.class;
  Class<?> circle = haneul.platform.sampletwo.SeesBack.class;

  /** What the other package sees. */
  public interface Seen {}
}
