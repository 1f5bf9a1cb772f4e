package haneul.services.network.domain;

import haneul.base.host.PathProbe;
import haneul.base.host.PathProbe.Card;
import haneul.base.id.HostName;
import haneul.services.network.domain.PathCause.Narrow;
import haneul.services.network.domain.PathCause.Nothing;
import haneul.services.network.domain.PathCause.SmallCard;
import haneul.services.network.domain.PathPlan.End;
import haneul.services.network.domain.PathPlan.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Something that a check of the underlay found, for all ways that suffer from it.
 *
 * @param what a sentence
 * @param mend what to set where
 */
public record PathFinding(String what, String mend, List<Pair> paths) {
  private static final int NAMED_NETWORKS = 3;

  public PathFinding {
    paths = List.copyOf(paths);
  }

  /** What was found, in the order of the ways. */
  public static List<PathFinding> of(
      PathPlan plan, List<CheckedPath> paths, Map<HostName, Card> cards) {
    Map<String, End> ends =
        plan.ends().stream()
            .collect(Collectors.toMap(End::address, Function.identity(), (a, b) -> a));
    Map<PathCause, List<Pair>> causes = new LinkedHashMap<>();
    for (CheckedPath path : paths) {
      for (PathCause cause : PathCause.of(path, cards, ends)) {
        causes.computeIfAbsent(cause, _ -> new ArrayList<>()).add(path.pair());
      }
    }
    List<PathFinding> findings = new ArrayList<>();
    causes.forEach((cause, pairs) ->
        findings.add(new PathFinding(what(cause, plan), mend(cause, plan), pairs)));
    return findings;
  }

  private static String what(PathCause cause, PathPlan plan) {
    return switch (cause) {
      case SmallCard card ->
          "%s on %s carries packets of %d bytes; %d are needed."
              .formatted(card.device(), card.host(), card.largestBytes(), plan.bytes());
      case Narrow narrow ->
          "Packets of more than %d bytes are lost after %s and before %s%s; %d are needed.%s"
              .formatted(
                  narrow.largestBytes(),
                  narrow.after(),
                  narrow.before(),
                  hidden(narrow.hidden()),
                  plan.bytes(),
                  narrow.admitted() ? " " + narrow.after() + " says so itself." : "");
      case Nothing nothing ->
          "Nothing that %s sends to %s arrives, not even packets of %d bytes%s."
              .formatted(
                  nothing.from(),
                  nothing.to(),
                  PathProbe.SMALL_BYTES,
                  nothing.heard().map(place -> "; they get as far as " + place).orElse(""));
    };
  }

  private static String hidden(int routers) {
    return switch (routers) {
      case 0 -> "";
      case 1 -> ", at or beside a router that does not say who it is";
      default -> ", among " + routers + " routers that do not say who they are";
    };
  }

  private static String mend(PathCause cause, PathPlan plan) {
    return switch (cause) {
      case SmallCard card ->
          "raise %s on %s to %d: ip link set %s mtu %d, and where that host keeps its network's settings%s"
              .formatted(
                  card.device(),
                  card.host(),
                  plan.bytes(),
                  card.device(),
                  plan.bytes(),
                  lower(card.largestBytes(), plan));
      case Narrow narrow -> raise(narrow, plan.bytes()) + lower(narrow.largestBytes(), plan);
      case Nothing nothing ->
          ("let UDP port %d pass from %s to %s, and for the tunnels UDP port 4789 (VXLAN) or IP"
                  + " protocol 47 (GRE); is %s up, its agent running, its route there?")
              .formatted(PathProbe.PORT, nothing.from(), nothing.to(), nothing.to());
    };
  }

  private static String raise(Narrow narrow, int bytes) {
    if (narrow.hidden() > 0) {
      return "raise the narrow link at the router that does not answer, between %s and %s, to %d"
          .formatted(narrow.after(), narrow.before(), bytes);
    }
    boolean neighbours = narrow.after().host().isPresent() && narrow.before().host().isPresent();
    return neighbours
        ? "raise what connects %s and %s, a switch or what is one for them, to %d"
            .formatted(narrow.after(), narrow.before(), bytes)
        : "raise the link between %s and %s, at both ends, to %d"
            .formatted(narrow.after(), narrow.before(), bytes);
  }

  /** The other way out: networks whose packets fit into what there is. */
  private static String lower(int largest, PathPlan plan) {
    List<String> commands = new ArrayList<>();
    for (Network network : plan.networks()) {
      if (PathPlan.outerBytes(network) > largest) {
        commands.add(
            "openstack network set --mtu %d %s"
                .formatted(
                    largest - network.segment().kind().overheadBytes(),
                    network.name().isEmpty() ? network.id() : network.name()));
      }
    }
    if (commands.isEmpty()) {
      return "";
    }
    int more = commands.size() - NAMED_NETWORKS;
    return "; or lower the "
        + (commands.size() == 1 ? "network" : "networks")
        + ", and let guests renew their leases: "
        + String.join("; ", commands.subList(0, Math.min(NAMED_NETWORKS, commands.size())))
        + (more > 0 ? "; and so on for " + more + " more" : "");
  }
}
