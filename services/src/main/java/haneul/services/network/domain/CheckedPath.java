package haneul.services.network.domain;

import haneul.base.host.PathProbe.Measured;
import haneul.services.network.domain.PathPlan.Pair;
import java.util.Locale;
import java.util.Optional;

/**
 * A way, and what came of measuring it.
 *
 * @param problem why it could not be measured; a clause
 */
public record CheckedPath(
    Pair pair, int neededBytes, Optional<Measured> measured, Optional<String> problem) {

  /** How a way is. */
  public enum State {
    /** It carries what it should. */
    FINE,
    /** It loses large packets. */
    SWALLOWS,
    /** It carries nothing. */
    SILENT,
    /** It could not be measured. */
    UNKNOWN;

    /** As the API writes it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static CheckedPath measured(Pair pair, int neededBytes, Measured measured) {
    return new CheckedPath(pair, neededBytes, Optional.of(measured), Optional.empty());
  }

  public static CheckedPath unknown(Pair pair, int neededBytes, String problem) {
    return new CheckedPath(pair, neededBytes, Optional.empty(), Optional.of(problem));
  }

  public State state() {
    if (measured.isEmpty()) {
      return State.UNKNOWN;
    }
    int largest = measured.get().largestBytes();
    return largest >= neededBytes ? State.FINE : largest == 0 ? State.SILENT : State.SWALLOWS;
  }
}
