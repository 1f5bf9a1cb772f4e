package haneul.services.compute.domain;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.id.HostName;
import haneul.services.compute.domain.Scheduling.Candidate;
import haneul.services.compute.domain.Scheduling.Chosen;
import haneul.services.compute.domain.Scheduling.Demand;
import haneul.services.compute.domain.Scheduling.NoHost;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which host a server gets, and why none. */
final class SchedulingTest {
  private static Candidate host(String name, int memory, long claimed) {
    return new Candidate(
        new HostName(name), true, Optional.empty(), 2, memory, claimed / 128, claimed);
  }

  private static Scheduling.Choice choose(List<Candidate> hosts, int vcpus, int memory) {
    return Scheduling.choose(
        hosts, new Demand(vcpus, memory, Optional.empty()), Scheduling.Ratios.USUAL);
  }

  @Test
  void theFittingHostWithTheMostMemoryLeftIsChosenAndTheFirstByNameOfEquals() {
    List<Candidate> hosts = List.of(host("b", 1024, 512), host("a", 1024, 512), host("c", 512, 0));
    assertThat(choose(hosts, 1, 128)).isEqualTo(new Chosen(new HostName("a")));
    assertThat(choose(List.of(host("d", 1024, 0), host("a", 512, 0)), 1, 128))
        .isEqualTo(new Chosen(new HostName("d")));
  }

  @Test
  void memoryIsNotOvercommittedAndProcessorsAreSixteenfold() {
    assertThat(choose(List.of(host("a", 1024, 896)), 1, 128)).isInstanceOf(Chosen.class);
    assertThat(choose(List.of(host("a", 1024, 897)), 1, 128)).isInstanceOf(NoHost.class);
    assertThat(choose(List.of(host("a", 1024, 0)), 32, 128)).isInstanceOf(Chosen.class);
    assertThat(choose(List.of(host("a", 1024, 0)), 33, 128)).isInstanceOf(NoHost.class);
  }

  @Test
  void theReasonNamesEachHost() {
    Candidate silent = new Candidate(new HostName("s"), false, Optional.empty(), 2, 1024, 0, 0);
    Candidate disabled = new Candidate(new HostName("d"), true, Optional.of(""), 2, 1024, 0, 0);
    assertThat(choose(List.of(silent, disabled, host("a", 100, 0)), 1, 128))
        .isEqualTo(
            new NoHost(
                "There are not enough hosts available: s has not reported lately, d is disabled,"
                    + " a has 100 MiB of memory left of the 128 needed."));
    assertThat(choose(List.of(), 1, 1))
        .isEqualTo(new NoHost("No compute host has joined the cloud yet."));
    assertThat(
            Scheduling.choose(
                List.of(host("a", 1024, 0)),
                new Demand(1, 1, Optional.of(new HostName("z"))),
                Scheduling.Ratios.USUAL))
        .isEqualTo(new NoHost("There is no host z."));
  }
}
