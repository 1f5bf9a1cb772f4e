package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.console.CliRun;
import haneul.tools.openstack.TestCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path state;

  private final TestCloud cloud = TestCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  private CliRun doctor(String... arguments) throws IOException {
    Files.writeString(
        state.resolve("clouds.yaml"),
        "clouds: {haneul-admin: {auth: {auth_url: '%s/identity/v3', username: admin, password: secret}}}"
            .formatted(cloud.url()));
    String[] all = new String[arguments.length + 2];
    all[0] = "--state";
    all[1] = state.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return CliRun.of(new DoctorCommand(), all);
  }

  @Test
  void nothingWrong() throws IOException {
    cloud.answer("/network/v2.0/extensions", "{\"extensions\": []}");
    assertThat(doctor("--only", "identity", "--only", "compute", "--only", "routers").ok())
        .isEqualTo(
            "Nothing is wrong. Looked at: identity, compute\nNot at routers: the cloud has no routers\n");
  }

  /** The most important first, whatever the order of the checks. */
  @Test
  void somethingWrong() throws IOException {
    wrong();
    CliRun run = doctor("--only", "network-mtu", "--only", "compute");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("broken (compute): nova-compute on compute01"),
            line -> assertThat(line).startsWith("    mend: on compute01: haneul agent"),
            line -> assertThat(line).startsWith("at risk (network-mtu): Guests on admin"),
            line -> assertThat(line).startsWith("    mend: openstack network set --mtu 1458"),
            line -> assertThat(line).isEmpty(),
            line -> assertThat(line).isEqualTo("Looked at: compute, network-mtu"));
  }

  private void wrong() {
    cloud.answer(
        "/compute/v2.1/os-services",
        "{\"services\": [{\"binary\": \"nova-compute\", \"host\": \"compute01\", \"status\": \"enabled\", "
            + "\"state\": \"down\"}]}");
    cloud.answer(
        "/network/v2.0/networks",
        "{\"networks\": [{\"id\": \"1\", \"name\": \"admin\", \"mtu\": 1500, \"provider:network_type\": \"gre\"}]}");
  }

  @Test
  void somethingCouldNotBeLookedAt() throws IOException {
    CliRun run = doctor("--only", "identity", "--only", "routers");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out())
        .isEqualTo(
            """
            could not look (routers): %s/network/v2.0/extensions: 404, The resource could not be found.

            Looked at: identity
            """
                .formatted(cloud.url()));
    cloud.roles("member");
    wrong();
    assertThat(doctor("--only", "agents", "--only", "compute").status())
        .as("something wrong counts more")
        .isEqualTo(1);
  }

  @Test
  void forPrograms() throws IOException {
    wrong();
    JsonNode answer =
        JsonMapper.shared()
            .readTree(
                doctor("--json", "--only", "compute", "--only", "routers", "--only", "certificates")
                    .out());
    assertThat(answer.path("findings").size()).isEqualTo(1);
    assertThat(answer.path("findings").path(0).path("check").stringValue("")).isEqualTo("compute");
    assertThat(answer.path("findings").path(0).path("importance").stringValue(""))
        .isEqualTo("broken");
    assertThat(answer.path("findings").path(0).path("mend").stringValue("")).isNotEmpty();
    assertThat(answer.path("checks").valueStream().map(Object::toString).toList())
        .satisfiesExactly(
            compute ->
                assertThat(compute)
                    .isEqualTo("{\"check\":\"compute\",\"looked\":true,\"findings\":1}"),
            routers -> assertThat(routers).contains("could_not_look"),
            certificates -> assertThat(certificates).contains("nothing_there"));
  }

  @Test
  void allChecksOnThisHost() throws IOException {
    CliRun run = doctor("--json");
    JsonNode answer = JsonMapper.shared().readTree(run.out());
    assertThat(answer.path("checks").size()).isEqualTo(Checks.ALL.size());
    assertThat(run.err()).isEmpty();
  }

  /** Where only an agent is, the host is looked at. */
  @Test
  void withoutACloudTheHostIsLookedAt() {
    CliRun run =
        CliRun.of(
            new DoctorCommand(),
            "--state",
            state.toString(),
            "--only",
            "disks",
            "--only",
            "identity");
    assertThat(run.status()).isIn(0, 1);
    assertThat(run.out()).contains("Looked at: disks", "Not at identity: no cloud was named");
  }

  @Test
  void theListOfChecks() throws IOException {
    assertThat(doctor("--list").ok().lines()).hasSize(Checks.ALL.size() + 1);
    assertThat(doctor("--list", "--skip", "disks").ok()).doesNotContain("\ndisks ");
  }

  @Test
  void whatCannotBe() throws IOException {
    assertThat(doctor("--only", "nonsense").status()).isEqualTo(2);
    assertThat(doctor("--only", "nonsense").err())
        .startsWith("haneul: there is no check nonsense; there are: identity");
    CliRun none = CliRun.of(new DoctorCommand(), "--state", state.resolve("none").toString());
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("there is no directory");
    assertThat(CliRun.of(new DoctorCommand(), "--os-cloud", "no-such-cloud").status()).isEqualTo(2);
  }
}
