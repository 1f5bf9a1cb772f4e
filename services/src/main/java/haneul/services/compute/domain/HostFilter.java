package haneul.services.compute.domain;

import haneul.base.id.HostName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What turns a host away. A host is turned away by the first that it does not pass. */
public enum HostFilter {
  ASKED_FOR,
  UP,
  ENABLED,
  ZONE,
  AGGREGATES,
  PHYSICAL_NETWORKS,
  APART,
  BESIDE,
  AFFINITY,
  ANTI_AFFINITY,
  MEMORY,
  VCPUS,
  DISK;

  /** Those that could turn any host away; with many hosts, the others would be most of the work. */
  static HostFilter[] concerning(Demand demand) {
    return Arrays.stream(values())
        .filter(filter -> filter.concerns(demand))
        .toArray(HostFilter[]::new);
  }

  private boolean concerns(Demand demand) {
    return switch (this) {
      case ASKED_FOR -> demand.only().isPresent();
      case ZONE -> demand.zone().isPresent();
      case AGGREGATES -> !demand.flavor().extraSpecs().isEmpty();
      case PHYSICAL_NETWORKS -> !demand.physicalNetworks().isEmpty();
      case APART -> !demand.apart().isEmpty();
      case BESIDE -> demand.beside().isPresent();
      case AFFINITY, ANTI_AFFINITY -> demand.group().isPresent();
      case UP, ENABLED, MEMORY, VCPUS, DISK -> true;
    };
  }

  boolean passes(HostCandidate host, Demand demand) {
    HostName name = host.name();
    return switch (this) {
      case ASKED_FOR -> demand.only().map(name::equals).orElse(true);
      case UP -> host.alive();
      case ENABLED -> host.enabled();
      case ZONE -> demand.zone().map(host.zone()::equals).orElse(true);
      case AGGREGATES -> AggregateSpecs.match(demand.flavor(), host.aggregates());
      case PHYSICAL_NETWORKS -> host.reaches().containsAll(demand.physicalNetworks());
      case APART -> !demand.apart().contains(name);
      case BESIDE -> demand.beside().map(hosts -> hosts.contains(name)).orElse(true);
      case AFFINITY -> together(demand, name);
      case ANTI_AFFINITY -> apart(demand, name);
      case MEMORY -> demand.flavor().memoryMebibytes() <= host.room().memoryMebibytes();
      case VCPUS -> demand.flavor().vcpus() <= host.room().vcpus();
      case DISK -> demand.flavor().diskGibibytes() <= host.room().diskGibibytes();
    };
  }

  /** Why it turned these hosts away, for a person: "2 are down". */
  String why(List<HostCandidate> turned, Demand demand) {
    int count = turned.size();
    String are = count + (count == 1 ? " is " : " are ");
    String have = count + (count == 1 ? " has " : " have ");
    Flavor flavor = demand.flavor();
    return switch (this) {
      case ASKED_FOR -> are + "not " + demand.only().map(HostName::value).orElse("");
      case UP -> are + "down";
      case ENABLED -> are + "disabled";
      case ZONE -> are + "not in availability zone " + demand.zone().orElse("");
      case AGGREGATES -> are + "in no aggregate with " + AggregateSpecs.asked(flavor);
      case PHYSICAL_NETWORKS ->
          count
              + (count == 1 ? " does" : " do")
              + " not reach physical network "
              + String.join(", ", demand.physicalNetworks().stream().sorted().toList());
      case APART -> have + "a server that this one must be apart from";
      case BESIDE -> have + "none of the servers that this one must be beside";
      case AFFINITY -> are + "not where the servers of its affinity group are";
      case ANTI_AFFINITY -> have + "servers of its anti-affinity group already";
      case MEMORY ->
          have
              + "too little RAM ("
              + missing(flavor.memoryMebibytes(), turned, Room::memoryMebibytes, " MB");
      case VCPUS -> have + "too few vCPUs (" + missing(flavor.vcpus(), turned, Room::vcpus, "");
      case DISK ->
          have
              + "too little disk ("
              + missing(flavor.diskGibibytes(), turned, Room::diskGibibytes, " GB");
    };
  }

  private static String missing(
      int asked, List<HostCandidate> turned, ToDoubleFunction<Room> left, String unit) {
    double most = turned.stream().map(HostCandidate::room).mapToDouble(left).max().orElse(0);
    return "%d%s asked, at most %d%s free)".formatted(asked, unit, (long) Math.max(0, most), unit);
  }

  private static boolean together(Demand demand, HostName host) {
    Optional<Demand.Companions> group =
        demand.group().filter(its -> its.policy() == GroupPolicy.AFFINITY);
    return group.isEmpty() || group.get().on().isEmpty() || group.get().on(host) > 0;
  }

  private static boolean apart(Demand demand, HostName host) {
    return demand
        .group()
        .filter(its -> its.policy() == GroupPolicy.ANTI_AFFINITY)
        .map(its -> its.on(host) < its.mostOnAHost())
        .orElse(true);
  }
}
