package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * The seed's seven hosts on this machine: a guest on one of them, and then cuts, power failures,
 * frost and kill -9. Whatever was done to them, states are right in the end and nothing is left.
 */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SevenHostsTest {
  private static final String HOST = "compute01";
  private static final List<String> NAMES =
      List.of("control", "glance", "network", "network02", "compute01", "compute02", "compute03");
  private static final long SEED = 20_131_122;
  private static final int KILLS = 3;
  private static final int LONGEST_BEFORE_KILL_MILLIS = 1_500;

  private final SevenHosts lab = SevenHosts.create();
  private final Set<String> before = lab.traces();

  @SuppressWarnings("NullAway.Init")
  private Set<String> instances;

  @BeforeAll
  void up() {
    assertThat(lab.lab("up", "--listen", lab.listen()).expectSuccess())
        .contains("Hosts are on: control, glance", "The lab is up");
    instances = onHost();
  }

  @AfterAll
  void downLeavesNothing() {
    lab.close();
    assertThat(lab.traces()).isEqualTo(before);
    assertThat(lab.state()).doesNotExist();
  }

  /** What a guest leaves on its host when it is not removed well. */
  private Set<String> onHost() {
    return Set.copyOf(
        lab.lab(
                "shell",
                HOST,
                "sh",
                "-c",
                "ls /var/lib/haneul/agent/instances; pgrep -f '^[^ ]*qemu-system';"
                    + " ls /sys/class/net | grep tap")
            .out()
            .lines()
            .toList());
  }

  @Test
  @Order(1)
  void theHostsAreWhatTheirNamesSay() {
    JsonNode status = lab.status();
    List<String> names = new ArrayList<>();
    for (JsonNode host : status.path("hosts")) {
      assertThat(host.path("power").asString()).isEqualTo("on");
      names.add(host.path("name").asString());
      assertThat(host.path("haneul").asBoolean())
          .isEqualTo(!host.path("name").asString().equals("outside"));
    }
    assertThat(names).containsAll(NAMES).contains("outside").hasSize(8);
    assertThat(status.path("api").asString()).isEqualTo("http://" + lab.listen());
    assertThat(
            lab.lab("shell", "control", "ssh", "compute03.stack", "hostname; cat /proc/meminfo")
                .expectSuccess())
        .startsWith("compute03\n")
        .containsPattern("MemTotal: +4194304 kB");
    assertThat(lab.lab("shell", "control", "ls", "/run/openvswitch").exit()).isNotZero();
    assertThat(lab.lab("shell", HOST, "sh", "-c", "exit 7").exit()).isEqualTo(7);
  }

  @Test
  @Order(2)
  void aClientOfThisMachineSeesThemAll() {
    try (ClientSession client = new ClientSession(lab.administrator())) {
      List<String> up = new ArrayList<>();
      client
          .json("compute service list")
          .forEach(row -> {
            assertThat(row.path("State").asString()).isEqualTo("up");
            up.add(row.path("Host").asString());
          });
      assertThat(up).contains("control", "compute01", "compute02", "compute03");
      assertThat(client.column("Host", "network agent list")).contains("network", "network02");
      assertThat(client.column("Name", "image list")).contains("haneul-tiny");
    }
    assertThat(lab.lab("shell", "control", "haneul", "host", "list").expectSuccess())
        .containsPattern("glance +storage +up +yes")
        .containsPattern("network02 +network +up")
        .containsPattern("compute01 +compute +up");
  }

  @Test
  @Order(3)
  void aGuestBootsAndFeelsThePowerCord() throws IOException {
    LabApi api = lab.api();
    String server = api.createOn(HOST, "guest");
    api.waitForStatus(server, "ACTIVE");
    assertThat(lab.lab("shell", HOST, "pgrep", "-f", server).expectSuccess()).isNotBlank();

    lab.lab("power-off", HOST).expectSuccess();
    assertThat(lab.status(HOST).path("power").asString()).isEqualTo("off");
    assertThat(lab.lab("shell", HOST, "true").expectFailure()).contains("power-on " + HOST);
    lab.lab("power-on", HOST).expectSuccess();
    api.waitForStatus(server, "SHUTOFF");
    assertThat(
            api.call("POST", "/compute/v2.1/servers/" + server + "/action", "{\"os-start\": null}")
                .status())
        .isEqualTo(202);
    api.waitForStatus(server, "ACTIVE");
    api.deleteAndWait(server);
    Eventually.holds(() -> assertThat(onHost()).isEqualTo(instances));
  }

  @Test
  @Order(4)
  void guestsOnTwoHostsReachEachOther() throws IOException {
    LabApi api = lab.api();
    String far = api.createOn("compute03", "far");
    api.allowPing(far);
    Eventually.holds(() -> assertThat(api.console(far)).contains("haneul-tiny: ready"));
    String near =
        api.createOn(
            HOST,
            "near",
            "#!/bin/sh\nping -c 3 -s 1400 %s >/dev/console 2>&1\n".formatted(api.address(far)));
    Eventually.holds(() -> assertThat(api.console(near)).contains("3 packets received"));
    api.deleteAndWait(near);
    api.deleteAndWait(far);
    Eventually.holds(() -> assertThat(onHost()).isEqualTo(instances));
  }

  @Test
  @Order(5)
  void aCutDuringABootHealsWithTheMend() throws IOException {
    LabApi api = lab.api();
    String server = api.createOn(HOST, "cut");
    lab.lab("cut", "control", HOST).expectSuccess();
    assertThat(lab.lab("shell", HOST, "ping", "-c", "1", "-W", "1", "control").exit()).isNotZero();
    lab.lab("shell", HOST, "ping", "-c", "1", "-W", "1", "glance").expectSuccess();
    assertThat(lab.lab("status").expectSuccess()).contains("cut: compute01 control");
    lab.lab("mend", HOST, "control").expectSuccess();
    api.waitForStatus(server, "ACTIVE");

    api.delete(server);
    lab.lab("cut", HOST, "control").expectSuccess();
    lab.lab("mend", "control", HOST).expectSuccess();
    api.waitUntilGone(server);
    Eventually.holds(() -> assertThat(onHost()).isEqualTo(instances));
  }

  @Test
  @Order(6)
  void aSlowAndLossyWireIsEnough() throws IOException {
    lab.lab("delay", "control", HOST, "100", "--loss", "5").expectSuccess();
    Eventually.holds(() ->
        assertThat(lab.lab("shell", HOST, "ping", "-c", "1", "-W", "1", "control").expectSuccess())
            .containsPattern("time=2[0-9]{2}"));
    assertThat(lab.lab("status").expectSuccess())
        .contains("delayed: compute01 control, 100 ms, 5.0 % lost");
    LabApi api = lab.api();
    String server = api.createOn(HOST, "slow");
    api.waitForStatus(server, "ACTIVE");
    api.deleteAndWait(server);
    lab.lab("mend", "control", HOST).expectSuccess();
    Eventually.holds(() -> assertThat(onHost()).isEqualTo(instances));
  }

  @Test
  @Order(7)
  void frostEndsWithTheThaw() throws IOException {
    LabApi api = lab.api();
    String server = api.createOn(HOST, "frozen");
    lab.lab("freeze", HOST).expectSuccess();
    assertThat(lab.status(HOST).path("power").asString()).isEqualTo("frozen");
    assertThat(lab.lab("shell", HOST, "true").expectFailure()).contains("thaw " + HOST);
    try (ClientSession client = new ClientSession(lab.administrator())) {
      Eventually.holds(
          () -> assertThat(states(client.json("compute service list"))).contains(HOST + " down"));
    }
    lab.lab("thaw", HOST).expectSuccess();
    api.waitForStatus(server, "ACTIVE");

    api.delete(server);
    lab.lab("freeze", "control").expectSuccess();
    lab.lab("thaw", "control").expectSuccess();
    api.waitUntilGone(server);
    Eventually.holds(() -> assertThat(onHost()).isEqualTo(instances));
  }

  private static List<String> states(JsonNode services) {
    List<String> states = new ArrayList<>();
    services.forEach(
        row -> states.add(row.path("Host").asString() + " " + row.path("State").asString()));
    return states;
  }

  @Test
  @Order(8)
  void bothEndsMayDieAtAnyMoment() throws Exception {
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      String victim = kill % 2 == 0 ? HOST : "control";
      List<String> servers = lab.api().servers();
      for (String server : servers) {
        lab.api().delete(server);
      }
      String created = lab.api().createOn(HOST, "victim");
      Thread.sleep(random.nextInt(LONGEST_BEFORE_KILL_MILLIS));
      lab.lab("shell", victim, "pkill", "-9", "java").expectSuccess();
      assertThat(lab.status(victim).path("haneul").asBoolean()).isFalse();
      lab.up();
      LabApi api = lab.api();
      JsonNode shown = api.waitUntilSettled(created);
      assertThat(shown.path("status").asString()).as("%s", shown).isEqualTo("ACTIVE");
      servers.forEach(api::waitUntilGone);
    }
    LabApi api = lab.api();
    for (String server : api.servers()) {
      api.deleteAndWait(server);
    }
    Eventually.holds(() -> assertThat(onHost()).isEqualTo(instances));
  }

  @Test
  @Order(9)
  void upMendsWhatWasKilledOfTheLabItself() {
    kill("/dash .*haneul-lab " + lab.state() + " glance ");
    kill("/ssh -N .*" + lab.state());
    JsonNode status = lab.status();
    assertThat(status.path("api").asString()).isEmpty();
    assertThat(lab.status("glance").path("power").asString()).isEqualTo("off");
    lab.up();
    kill("/dash .*haneul-lab " + lab.state() + " switch");
    assertThat(lab.lab("up").expectSuccess()).contains("switch is gone", "The lab is up");
    theHostsAreWhatTheirNamesSay();
  }

  private static void kill(String command) {
    List<ProcessHandle> found =
        ProcessHandle.allProcesses()
            .filter(
                process -> process.info().commandLine().orElse("").matches(".*" + command + ".*"))
            .toList();
    assertThat(found).as(command).isNotEmpty();
    found.forEach(ProcessHandle::destroyForcibly);
    found.forEach(process -> process.onExit().join());
  }

  @Test
  @Order(10)
  void anotherLabOfOtherHostsStandsBeside() throws IOException {
    try (SevenHosts other = SevenHosts.create()) {
      Path hosts = Files.createTempFile("hosts", ".yaml");
      Files.writeString(hosts, "hosts:\n  king: {roles: [control]}\n  pawn: {roles: [compute]}\n");
      assertThat(
              other
                  .lab("up", "--listen", lab.listen(), "--hosts", hosts.toString())
                  .expectFailure())
          .contains("choose another address with --listen");
      other.lab("up", "--listen", other.listen(), "--hosts", hosts.toString()).expectSuccess();
      Files.delete(hosts);
      assertThat(other.lab("up", "--listen", lab.listen()).expectFailure())
          .contains("answers on " + other.listen());
      other.lab("shell", "king", "ping", "-c", "1", "-W", "2", "pawn").expectSuccess();
      assertThat(other.lab("cut", "king", "control").expectFailure())
          .contains("there are king, pawn");
      assertThat(Json.parseOurs(other.lab("status", "--json").expectSuccess()).path("hosts"))
          .hasSize(3);
    }
    assertThat(lab.status("control").path("haneul").asBoolean()).isTrue();
  }
}
