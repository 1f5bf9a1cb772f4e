package haneul.agent;

import haneul.base.host.HostWanted;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What control last said the host shall be. Empty until it said anything: then nothing is done.
 * Written by the link's thread only.
 */
final class WantedState {
  private volatile Optional<HostWanted> last = Optional.empty();
  private volatile long ownRevision = -1;

  Optional<HostWanted> get() {
    return last;
  }

  /** Takes in an answer; false when it is the one we had. */
  boolean take(HostWanted answer) {
    Optional<HostWanted> before = last;
    if (before.filter(known -> wantsTheSameHere(known, answer)).isEmpty()) {
      ownRevision = answer.revision();
    }
    last = Optional.of(answer);
    return before.isEmpty() || before.get().revision() != answer.revision();
  }

  private static boolean wantsTheSameHere(HostWanted a, HostWanted b) {
    return a.guests().equals(b.guests())
        && ids(a.ports(), WantedPort::id).equals(ids(b.ports(), WantedPort::id))
        && ids(a.networks(), WantedNetwork::id).equals(ids(b.networks(), WantedNetwork::id));
  }

  private static <T, I> Set<I> ids(List<T> all, Function<T, I> id) {
    return all.stream().map(id).collect(Collectors.toSet());
  }

  /**
   * The first revision with the guests, ports and networks of the last: control waits to hear of
   * it. What came since tells of other hosts only.
   */
  long ownRevision() {
    return ownRevision;
  }

  /** The revision to ask after: -1 before the first. */
  long revision() {
    return get().map(HostWanted::revision).orElse(-1L);
  }
}
