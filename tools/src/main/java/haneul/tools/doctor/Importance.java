package haneul.tools.doctor;

/** How much a finding matters; the most important first. */
enum Importance {
  /** Someone is hurt now. */
  BROKEN,
  /** It will break, or breaks with the next failure of something else. */
  AT_RISK,
  /** It works, and worse than it could. */
  POOR;

  String shown() {
    return switch (this) {
      case BROKEN -> "broken";
      case AT_RISK -> "at risk";
      case POOR -> "poor";
    };
  }
}
