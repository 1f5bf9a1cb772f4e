package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of work, and during each the way to control is cut or slow, or one end of it is killed
 * or frozen. What was acknowledged is so in the end, and hosts have what is wanted and no more.
 *
 * <p>The plan is random; {@code -Dhaneul.chaos.seed=N} chooses another.
 */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChaosTest {
  private static final long SEED = Long.getLong("haneul.chaos.seed", 20_131_122);
  private static final List<String> HOSTS = List.of("compute01", "compute02");
  private static final String TOPOLOGY =
      """
      hosts:
        control: {roles: [control]}
        compute01: {roles: [compute, network]}
        compute02: {roles: [compute]}
      """;

  /** A host of its own to control; it shares a machine, and what happens to that, with another. */
  private static final String JOINING = "joining";

  private static final String JOINS_ON = "compute02";
  private static final String JOINING_STATE = "/var/lib/joining";
  private static final int MOST_TRIES = 10;

  private static final int LATEST_MILLIS = 400;
  private static final int LONGEST_MILLIS = 2_000;

  private final SevenHosts lab = SevenHosts.create();
  private final Random random = new Random(SEED);
  private final List<Fault> plan = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private Stubborn cloud;

  private enum Fault {
    CUT,
    SLOW,
    AGENT_KILLED,
    AGENT_FROZEN,
    CONTROL_KILLED,
    CONTROL_FROZEN
  }

  /** Something that is asked of the cloud until it is acknowledged. */
  private interface Work {
    void run() throws Exception;
  }

  @BeforeAll
  void up(@TempDir Path directory) throws IOException {
    Path hosts = Files.writeString(directory.resolve("hosts.yaml"), TOPOLOGY);
    lab.lab("up", "--hosts", hosts.toString(), "--listen", lab.listen()).expectSuccess();
    cloud = new Stubborn(lab.api());
  }

  @AfterAll
  void down() {
    lab.close();
  }

  @Test
  void whatWasAcknowledgedIsSoInTheEnd() throws Exception {
    for (String host : HOSTS) { // what a host keeps once it had a guest
      cloud.delete(cloud.server("first-" + host, host, "private"));
    }
    Map<String, List<String>> nothing = truths();
    System.out.println("ChaosTest: -Dhaneul.chaos.seed=" + SEED);

    during("image", () -> cloud.image("chaos"));
    during("network", () -> cloud.network("n", "10.78.0.0/24"));
    during("group", () -> cloud.group("g"));
    during("create", () -> cloud.server("a", "compute01", "n"));
    during("create", () -> cloud.server("b", "compute02", "n"));
    String a = cloud.id("servers", "a");
    String b = cloud.id("servers", "b");
    cloud.ready(a); // so that they heed their power buttons
    cloud.ready(b);
    during("rule", () -> cloud.rule("g"));
    during("stop", () -> cloud.become(a, "{\"os-stop\": null}", "SHUTOFF"));
    during("metadata", () -> cloud.metadata(a, "k", "v"));
    during("start", () -> cloud.become(a, "{\"os-start\": null}", "ACTIVE"));
    during("hard reboot", () -> cloud.act(b, "{\"reboot\": {\"type\": \"HARD\"}}"));
    during("soft reboot", () -> cloud.act(a, "{\"reboot\": {\"type\": \"SOFT\"}}"));
    during("add group", () -> cloud.act(b, "{\"addSecurityGroup\": {\"name\": \"g\"}}"));
    during("DHCP off", () -> cloud.subnet("n", false));
    during("drain", () -> lab.lab("shell", "control", "haneul", "host", "drain", "compute02"));
    during("port", () -> cloud.port("p", "n"));
    during("create with port", () -> cloud.serverWithPort("c", "compute01", "p"));
    during("DHCP on", () -> cloud.subnet("n", true));
    during("take group", () -> cloud.act(b, "{\"removeSecurityGroup\": {\"name\": \"g\"}}"));
    during("stop", () -> cloud.become(b, "{\"os-stop\": null}", "SHUTOFF"));
    lab.up();
    lab.lab("shell", "control", "haneul", "host", "enable", "compute02").expectSuccess();

    String c = cloud.id("servers", "c");
    cloud.settled(a, "ACTIVE");
    cloud.settled(b, "SHUTOFF");
    cloud.settled(c, "ACTIVE");
    assertThat(lab.api().show(a).path("metadata").path("k").asString()).isEqualTo("v");
    Eventually.holds(() -> {
      assertThat(truth("compute01", "instances")).containsExactlyInAnyOrder(a, c);
      assertThat(truth("compute02", "instances")).containsExactly(b);
      assertThat(truth("compute01", "qemus")).hasSize(2);
      assertThat(truth("compute02", "qemus")).isEmpty();
      assertThat(truth("compute01", "taps")).hasSize(2);
      assertThat(truth("compute02", "taps")).hasSize(1);
    });
    Map<String, List<String>> flows = flows();
    restartAgents();
    Eventually.holds(() -> assertThat(flows()).isEqualTo(flows));

    during("delete", () -> cloud.delete(a));
    during("delete", () -> cloud.delete(b));
    during("delete", () -> cloud.delete(c));
    during("delete network", () -> cloud.deleteNetwork("n"));
    lab.up();
    Eventually.holds(() -> assertThat(truths()).isEqualTo(nothing));
  }

  @Test
  void aHostJoinsAndJoinsAnewWhateverHappens() throws Exception {
    joinDuringAFault(cloud.hostToken(""));
    cloud.heard(JOINING, "");
    during("revoke", JOINS_ON, () -> cloud.revoke(JOINING));
    lab.lab("shell", JOINS_ON, "haneul", "down", "--state", JOINING_STATE).expectSuccess();
    String silent = cloud.seenAt(JOINING);
    joinDuringAFault(cloud.hostToken(JOINING));
    cloud.heard(JOINING, silent);
    cloud.remove(JOINING);
  }

  private void joinDuringAFault(String token) throws Exception {
    Fault met =
        during(
            "join",
            JOINS_ON,
            () -> {
              // Control lets it in, and nobody but control knows.
              assertThat(join(token, "-Dhaneul.crashAt=agent/join:certified").exit()).isNotZero();
              joinAtLast(token);
            });
    if (met == Fault.AGENT_KILLED) {
      joinAtLast(token); // it may have joined before, and then just starts
    }
  }

  /** Runs the same command until it went well. */
  private void joinAtLast(String token) {
    for (int tries = 1; ; tries++) {
      Shell.Output said = join(token, "");
      if (said.exit() == 0) {
        return;
      }
      assertThat(said.err()).doesNotContain("used or expired");
      assertThat(tries).as(said.err()).isLessThan(MOST_TRIES);
    }
  }

  private Shell.Output join(String token, String javaOption) {
    return lab.lab(
        "shell",
        JOINS_ON,
        "sh",
        "-c",
        "echo %s | JDK_JAVA_OPTIONS=%s haneul agent --join https://control:5001 --name %s --state %s"
                .formatted(token, javaOption, JOINING, JOINING_STATE)
            + " --role storage --tunnel-address 127.0.0.1");
  }

  private void during(String what, Work work) throws Exception {
    during(what, HOSTS.get(random.nextInt(HOSTS.size())), work);
  }

  /** Does it while something else happens, at some moment and for some time. */
  private Fault during(String what, String host, Work work) throws Exception {
    if (plan.isEmpty()) {
      plan.addAll(List.of(Fault.values()));
      Collections.shuffle(plan, random);
    }
    Fault fault = plan.removeLast();
    int after = random.nextInt(LATEST_MILLIS);
    int millis = random.nextInt(LONGEST_MILLIS);
    System.out.printf(
        "ChaosTest: %s, %s %s after %d for %d ms%n", what, fault, host, after, millis);
    CompletableFuture<Void> happening =
        CompletableFuture.runAsync(() -> {
          pause(after);
          happen(fault, host, millis);
        });
    work.run();
    happening.join();
    return fault;
  }

  private void happen(Fault fault, String host, int millis) {
    switch (fault) {
      case CUT -> {
        lab.lab("cut", "control", host).expectSuccess();
        pause(millis);
        lab.lab("mend", "control", host).expectSuccess();
      }
      case SLOW -> {
        lab.lab("delay", "control", host, "100", "--loss", "10").expectSuccess();
        pause(millis);
        lab.lab("mend", "control", host).expectSuccess();
      }
      case AGENT_KILLED -> kill(host, millis);
      case CONTROL_KILLED -> kill("control", millis);
      case AGENT_FROZEN -> freeze(host, millis);
      case CONTROL_FROZEN -> freeze("control", millis);
    }
  }

  private void kill(String host, int millis) {
    lab.lab("shell", host, "pkill", "-9", "java").expectSuccess();
    pause(millis);
    lab.up();
  }

  private void freeze(String host, int millis) {
    lab.lab("shell", host, "pkill", "-STOP", "java").expectSuccess();
    pause(millis);
    lab.lab("shell", host, "pkill", "-CONT", "java").expectSuccess();
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A new agent has nothing but the wanted state to make flows of. */
  private void restartAgents() {
    HOSTS.forEach(host -> lab.lab("shell", host, "pkill", "-9", "java").expectSuccess());
    lab.up();
  }

  private Map<String, List<String>> flows() {
    Map<String, List<String>> flows = new TreeMap<>();
    HOSTS.forEach(host -> flows.put(host, truth(host, "flows")));
    return flows;
  }

  private Map<String, List<String>> truths() {
    Map<String, List<String>> truths = new TreeMap<>();
    for (String host : HOSTS) {
      truths.put(host, truth(host, "instances", "qemus", "taps", "namespaces", "flows"));
    }
    return truths;
  }

  /** What a host really has, all kinds by one command. */
  private List<String> truth(String host, String... kinds) {
    String commands = Stream.of(kinds).map(ChaosTest::command).collect(Collectors.joining("; "));
    return lab.lab("shell", host, "sh", "-c", commands).out().lines().sorted().toList();
  }

  private static String command(String kind) {
    return switch (kind) {
      case "instances" -> "ls /var/lib/haneul/agent/instances";
      case "qemus" -> "pgrep -f '^[^ ]*qemu-system'";
      case "taps" -> "ls /sys/class/net | grep ^tap";
      case "namespaces" -> "ip netns list | sed 's/ .*//'";
      case "flows" ->
          "for b in $(ovs-vsctl list-br); do ovs-ofctl --no-stats -O OpenFlow14 dump-flows $b; done"
              + " | sed 's/.*cookie=[^,]*, //'";
      default -> throw new IllegalArgumentException(kind);
    };
  }
}
