package haneul.tools.doctor;

import java.util.List;

/** What came of a check. */
sealed interface Outcome {
  /** It looked; nothing is wrong when there are no findings. */
  record Looked(List<Finding> findings) implements Outcome {}

  /** There is nothing of that kind here, a clause. */
  record NothingThere(String why) implements Outcome {}

  /** There may be, and it could not look, a clause. */
  record CouldNotLook(String why) implements Outcome {}

  static Outcome found(List<Finding> findings) {
    return new Looked(List.copyOf(findings));
  }

  static Outcome nothingThere(String why) {
    return new NothingThere(why);
  }

  static Outcome couldNotLook(String why) {
    return new CouldNotLook(why);
  }
}
