package haneul.services.compute.domain;

/** A version of the API: 2 and a minor number. */
public record Microversion(int minor) {
  public static final Microversion LOWEST = new Microversion(1);

  /** As far as what this service answers is true. */
  public static final Microversion HIGHEST = new Microversion(93);

  public boolean atLeast(int other) {
    return minor >= other;
  }

  public boolean before(int other) {
    return minor < other;
  }

  @Override
  public String toString() {
    return "2." + minor;
  }
}
