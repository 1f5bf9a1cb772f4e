package haneul.services.compute.domain;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostReport.HostFacts;
import haneul.base.id.HostName;
import haneul.services.compute.domain.Demand.Companions;
import haneul.services.compute.domain.Scheduling.Chosen;
import haneul.services.compute.domain.Scheduling.NoHost;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which host a server gets, and why none. */
final class SchedulingTest {
  private static final SchedulingSettings USUAL = SchedulingSettings.USUAL;
  private static final HostName A = new HostName("a");
  private static final HostName B = new HostName("b");

  private static HostCandidate host(String name, int memory, long claimed) {
    return host(name, memory, new Claimed(1, claimed / 128, claimed, 0), USUAL);
  }

  private static HostCandidate host(
      String name, int memory, Claimed claimed, SchedulingSettings settings) {
    HostFacts facts = new HostFacts(2, memory, 100, "192.0.2.1", "QEMU", "7.2", "x");
    return new HostCandidate(
        new HostName(name),
        true,
        true,
        "nova",
        List.of(),
        Set.of(),
        Room.of(facts, claimed, settings));
  }

  private static HostCandidate empty(String name) {
    return host(name, 1024, 0);
  }

  private static Flavor flavor(int vcpus, int memory, int disk, Map<String, String> specs) {
    return new Flavor("1", "f", memory, vcpus, disk, true, Optional.empty(), specs);
  }

  private static Demand ask(int vcpus, int memory, int disk) {
    return Demand.of(flavor(vcpus, memory, disk, Map.of()));
  }

  private static Demand tiny() {
    return ask(1, 128, 1);
  }

  private static Demand inGroup(GroupPolicy policy, int most, Map<HostName, Integer> on) {
    return new Demand(
        tiny().flavor(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Companions(policy, most, on)),
        Optional.empty(),
        Set.of(),
        Set.of());
  }

  private static Scheduling.Choice choose(List<HostCandidate> hosts, Demand demand) {
    return Scheduling.choose(hosts, demand, USUAL.multipliers());
  }

  private static void chosen(HostName expected, List<HostCandidate> hosts, Demand demand) {
    assertThat(choose(hosts, demand)).isEqualTo(new Chosen(expected));
  }

  private static void refused(String reason, List<HostCandidate> hosts, Demand demand) {
    assertThat(choose(hosts, demand)).isEqualTo(new NoHost(reason));
  }

  @Test
  void serversSpreadAndTheFirstByNameOfEqualsIsChosen() {
    chosen(A, List.of(host("b", 1024, 512), host("a", 1024, 512), host("c", 1024, 640)), tiny());
    chosen(B, List.of(host("a", 1024, 512), host("b", 1024, 0)), tiny());
  }

  @Test
  void aNegativeMultiplierPacks() {
    Map<HostWeigher, Double> packing = new EnumMap<>(USUAL.multipliers());
    packing.replaceAll((_, multiplier) -> -multiplier);
    List<HostCandidate> hosts = List.of(host("a", 1024, 0), host("b", 1024, 512));
    assertThat(Scheduling.choose(hosts, tiny(), packing)).isEqualTo(new Chosen(B));
  }

  @Test
  void eachKindOfRoomHasItsRatio() {
    chosen(A, List.of(host("a", 1024, 896)), tiny());
    refused(
        "1 host: 1 has too little RAM (128 MB asked, at most 127 MB free).",
        List.of(host("a", 1024, 897)),
        tiny());
    chosen(A, List.of(empty("a")), ask(8, 128, 1));
    refused(
        "1 host: 1 has too few vCPUs (9 asked, at most 8 free).",
        List.of(empty("a")),
        ask(9, 128, 1));
    refused(
        "1 host: 1 has too little disk (101 GB asked, at most 100 GB free).",
        List.of(empty("a")),
        ask(1, 128, 101));
    HostFacts filled = new HostFacts(2, 1024, 100, "192.0.2.1", "QEMU", "7.2", "x").withDiskFree(5);
    HostCandidate full =
        new HostCandidate(
            A, true, true, "nova", List.of(), Set.of(), Room.of(filled, Claimed.NOTHING, USUAL));
    chosen(A, List.of(full), ask(1, 128, 5));
    refused(
        "1 host: 1 has too little disk (6 GB asked, at most 5 GB free).",
        List.of(full),
        ask(1, 128, 6));
    SchedulingSettings generous = new SchedulingSettings(16, 1.5, 2, USUAL.multipliers());
    Claimed claimed = new Claimed(9, 31, 1408, 199);
    chosen(A, List.of(host("a", 1024, claimed, generous)), tiny());
    refused(
        "1 host: 1 has too few vCPUs (2 asked, at most 1 free).",
        List.of(host("a", 1024, claimed, generous)),
        ask(2, 128, 1));
  }

  @Test
  void theReasonCountsWhatEachFilterTurnedAway() {
    Room room = empty("x").room();
    HostCandidate down = new HostCandidate(A, false, true, "nova", List.of(), Set.of(), room);
    HostCandidate disabled = new HostCandidate(B, true, false, "nova", List.of(), Set.of(), room);
    refused(
        "4 hosts: 2 have too little RAM (512 MB asked, at most 128 MB free), 1 is down, 1 is"
            + " disabled.",
        List.of(down, host("c", 1024, 896), disabled, host("d", 1024, 1000)),
        ask(1, 512, 1));
    refused("No compute host has joined the cloud yet.", List.of(), tiny());
  }

  @Test
  void theHostAndTheZoneThatAreAskedFor() {
    HostCandidate inZone =
        new HostCandidate(B, true, true, "az1", List.of(), Set.of(), empty("x").room());
    List<HostCandidate> hosts = List.of(empty("a"), inZone);
    chosen(B, hosts, asking(Optional.of(B), Optional.empty()));
    chosen(B, hosts, asking(Optional.empty(), Optional.of("az1")));
    refused(
        "2 hosts: 1 is not b, 1 is not in availability zone nova.",
        hosts,
        asking(Optional.of(B), Optional.of("nova")));
  }

  private static Demand asking(Optional<HostName> only, Optional<String> zone) {
    return new Demand(
        tiny().flavor(), only, zone, Optional.empty(), Optional.empty(), Set.of(), Set.of());
  }

  @Test
  void aggregatesHaveWhatTheFlavorAsksFor() {
    HostCandidate fast =
        new HostCandidate(
            B,
            true,
            true,
            "nova",
            List.of(Map.of("ssd", "true"), Map.of("rack", "6,7")),
            Set.of(),
            host("b", 1024, 512).room());
    List<HostCandidate> hosts = List.of(empty("a"), fast);
    chosen(A, hosts, specs("ssd", "true"));
    chosen(B, hosts, specs("aggregate_instance_extra_specs:ssd", "true"));
    chosen(B, hosts, specs("aggregate_instance_extra_specs:rack", ">= 7"));
    refused(
        "2 hosts: 2 are in no aggregate with rack=s== 8.",
        hosts,
        specs("aggregate_instance_extra_specs:rack", "s== 8"));
  }

  private static Demand specs(String key, String value) {
    return Demand.of(flavor(1, 128, 1, Map.of(key, value)));
  }

  @Test
  void theOperatorsOfExtraSpecs() {
    for (String asked :
        List.of(
            "10",
            "= 9",
            ">= 10",
            "<= 10",
            "== 10.0",
            "!= 9",
            "s== 10",
            "s!= 9",
            "s< 2",
            "s<= 10",
            "s> 0",
            "s>= 10",
            "<in> 1",
            "<all-in> 1 0",
            "<or> 9 <or> 10")) {
      assertThat(AggregateSpecs.satisfies("10", asked)).as(asked).isTrue();
    }
    for (String asked :
        List.of(
            "1",
            "= 11",
            ">= 11",
            "<= 9",
            "== 9",
            "!= 10",
            "s== 1",
            "s!= 10",
            "s< 0",
            "s<= 0",
            "s> 2",
            "s>= 2",
            "<in> 2",
            "<all-in> 1 2",
            "<or> 9 <or> 1",
            ">= ten",
            "")) {
      assertThat(AggregateSpecs.satisfies("10", asked)).as(asked).isFalse();
    }
  }

  @Test
  void besideAndApartFromOtherServers() {
    List<HostCandidate> hosts = List.of(empty("a"), host("b", 1024, 512));
    chosen(B, hosts, hints(Optional.of(Set.of(B)), Set.of()));
    chosen(B, hosts, hints(Optional.empty(), Set.of(A)));
    refused(
        "2 hosts: 1 has a server that this one must be apart from, 1 has none of the servers that"
            + " this one must be beside.",
        hosts,
        hints(Optional.of(Set.of(A)), Set.of(A)));
  }

  private static Demand hints(Optional<Set<HostName>> beside, Set<HostName> apart) {
    return new Demand(
        tiny().flavor(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        beside,
        apart,
        Set.of());
  }

  @Test
  void aHostReachesTheNetworksOutside() {
    HostCandidate outside =
        new HostCandidate(
            B, true, true, "nova", List.of(), Set.of("physnet1"), host("b", 1024, 512).room());
    List<HostCandidate> hosts = List.of(empty("a"), outside);
    chosen(A, hosts, tiny());
    chosen(B, hosts, on("physnet1"));
    refused(
        "2 hosts: 2 do not reach physical network physnet1, physnet2.",
        hosts,
        on("physnet1", "physnet2"));
  }

  private static Demand on(String... physicalNetworks) {
    return new Demand(
        tiny().flavor(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Set.of(physicalNetworks));
  }

  @Test
  void groups() {
    List<HostCandidate> hosts = List.of(empty("a"), host("b", 1024, 512));
    chosen(A, hosts, inGroup(GroupPolicy.AFFINITY, 1, Map.of()));
    chosen(B, hosts, inGroup(GroupPolicy.AFFINITY, 1, Map.of(B, 1)));
    chosen(B, hosts, inGroup(GroupPolicy.SOFT_AFFINITY, 1, Map.of(B, 1)));
    chosen(B, hosts, inGroup(GroupPolicy.ANTI_AFFINITY, 1, Map.of(A, 1)));
    chosen(A, hosts, inGroup(GroupPolicy.ANTI_AFFINITY, 2, Map.of(A, 1)));
    chosen(B, hosts, inGroup(GroupPolicy.SOFT_ANTI_AFFINITY, 1, Map.of(A, 1)));
    chosen(B, hosts, inGroup(GroupPolicy.SOFT_ANTI_AFFINITY, 1, Map.of(A, 2, B, 1)));
    refused(
        "2 hosts: 2 have servers of its anti-affinity group already.",
        hosts,
        inGroup(GroupPolicy.ANTI_AFFINITY, 1, Map.of(A, 1, B, 1)));
    refused(
        "2 hosts: 2 are not where the servers of its affinity group are.",
        hosts,
        inGroup(GroupPolicy.AFFINITY, 1, Map.of(new HostName("c"), 1)));
    chosen(
        A,
        List.of(empty("a"), host("b", 1024, 1024)),
        inGroup(GroupPolicy.SOFT_AFFINITY, 1, Map.of(B, 8)));
  }
}
