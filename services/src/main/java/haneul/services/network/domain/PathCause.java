package haneul.services.network.domain;

import haneul.base.host.PathProbe.Card;
import haneul.base.host.PathProbe.Hop;
import haneul.base.host.PathProbe.Measured;
import haneul.base.id.HostName;
import haneul.services.network.domain.PathPlan.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why large packets are lost on a way. Equal for all ways that have it in common. */
public sealed interface PathCause {
  /** What gets through nevertheless. */
  int largestBytes();

  /** A host's own card does not take them. */
  record SmallCard(HostName host, String device, int largestBytes) implements PathCause {}

  /**
   * Something between two hops: the first one's outlet, the second one's inlet, or what is between.
   *
   * @param after the last that had a large packet
   * @param before the first that did not get it
   * @param hidden routers between them that do not say who they are
   * @param admitted whether the first says itself that this is all it can pass on
   */
  record Narrow(Place after, Place before, int hidden, boolean admitted, int largestBytes)
      implements PathCause {}

  /**
   * Nothing arrives.
   *
   * @param heard the last router that had a packet
   */
  record Nothing(HostName from, HostName to, Optional<Place> heard) implements PathCause {
    @Override
    public int largestBytes() {
      return 0;
    }
  }

  /** A host or a router. */
  record Place(String address, Optional<HostName> host) {
    @Override
    public String toString() {
      return host.map(name -> name + " (" + address + ")").orElse(address);
    }
  }

  /**
   * Says why.
   *
   * @param cards of the hosts that answered
   * @param ends hosts, by the address of their tunnels
   */
  static List<PathCause> of(CheckedPath path, Map<HostName, Card> cards, Map<String, End> ends) {
    End from = path.pair().from();
    End to = path.pair().to();
    return switch (path.state()) {
      case FINE, UNKNOWN -> List.of();
      case SILENT -> {
        List<Hop> hops = path.measured().orElseThrow().hops();
        Optional<Place> heard =
            hops.reversed().stream()
                .filter(hop -> hop.large() && !hop.address().isEmpty())
                .findFirst()
                .map(hop -> place(hop.address(), ends));
        yield List.of(new Nothing(from.host(), to.host(), heard));
      }
      case SWALLOWS -> swallowed(path, cards, ends);
    };
  }

  private static List<PathCause> swallowed(
      CheckedPath path, Map<HostName, Card> cards, Map<String, End> ends) {
    Measured measured = path.measured().orElseThrow();
    End to = path.pair().to();
    int largest = measured.largestBytes();
    List<PathCause> causes = new ArrayList<>();
    Card mine = measured.card();
    if (mine.mtuBytes() < path.neededBytes()) {
      causes.add(new SmallCard(path.pair().from().host(), mine.device(), mine.mtuBytes()));
    }
    Card theirs = cards.get(to.host());
    if (theirs != null && theirs.mtuBytes() < path.neededBytes()) {
      causes.add(new SmallCard(to.host(), theirs.device(), theirs.mtuBytes()));
    }
    if (causes.stream().noneMatch(cause -> cause.largestBytes() <= largest)) {
      causes.addFirst(narrow(path, measured, ends));
    }
    return causes;
  }

  private static PathCause narrow(CheckedPath path, Measured measured, Map<String, End> ends) {
    Place after = place(path.pair().from().address(), ends);
    Place before = place(path.pair().to().address(), ends);
    int hidden = 0;
    for (Hop hop : measured.hops()) {
      if (hop.address().isEmpty()) {
        hidden++;
      } else if (hop.large()) {
        after = place(hop.address(), ends);
        hidden = 0;
      } else {
        before = place(hop.address(), ends);
        break;
      }
    }
    // A router that says so is the one, also when it is silent on how far packets may go.
    Optional<Place> admits =
        measured
            .told()
            .filter(told -> told.mtuBytes() == measured.largestBytes())
            .map(told -> place(told.address(), ends));
    boolean known = admits.isEmpty() || admits.get().equals(after);
    return new Narrow(
        admits.orElse(after),
        before,
        known ? hidden : 0,
        admits.isPresent(),
        measured.largestBytes());
  }

  private static Place place(String address, Map<String, End> ends) {
    return new Place(address, Optional.ofNullable(ends.get(address)).map(End::host));
  }
}
