package haneul.tools.doctor;

import java.io.IOException;

/** Looks at one thing, and changes nothing. */
interface Check {
  /** A word, for {@code --only} and {@code --skip}. */
  String name();

  /** What it looks at, a clause. */
  String looksAt();

  /** Whether it asks a cloud, and cannot do without. */
  boolean needsCloud();

  /**
   * @throws IOException when it could not look; the message says why
   */
  Outcome look(Surroundings surroundings) throws IOException;
}
