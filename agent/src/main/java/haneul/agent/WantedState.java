package haneul.agent;

import haneul.base.host.HostWanted;
import java.util.Optional;

/**
 * What control last said the host shall be. Empty until it said anything: then nothing is done.
 * Written by the link's thread only.
 */
final class WantedState {
  private volatile Optional<HostWanted> last = Optional.empty();

  Optional<HostWanted> get() {
    return last;
  }

  /** Takes in an answer; false when it is the one we had. */
  boolean take(HostWanted answer) {
    Optional<HostWanted> before = last;
    last = Optional.of(answer);
    return before.isEmpty() || before.get().revision() != answer.revision();
  }

  /** The revision to ask after: -1 before the first. */
  long revision() {
    return get().map(HostWanted::revision).orElse(-1L);
  }
}
