package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostReport.GuestState;
import haneul.base.host.WantedGuest;
import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.compute.ComputeFixture.Answer;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The life of servers through HTTP. */
@OnEveryStore
final class ServersTest {
  private final ComputeFixture compute;

  ServersTest(Store store) {
    compute = new ComputeFixture(store);
  }

  @AfterEach
  void close() {
    compute.close();
  }

  @Test
  void aServerIsBootedStoppedStartedRebootedAndDeleted() {
    FakeAgent host = compute.agent("host1");
    ObjectNode wish = ComputeFixture.wish("Web 1");
    ((ObjectNode) wish.path("server")).putObject("metadata").put("role", "web");
    Answer created = compute.post("demo", "/v2.1/servers", Json.text(wish));
    assertThat(created.status()).as(created.body()).isEqualTo(202);
    String id = created.json().path("server").path("id").stringValue();
    assertThat(created.header("Location")).isEqualTo(compute.uri("/v2.1/servers/" + id).toString());
    assertThat(created.json().path("server").path("security_groups").toString())
        .isEqualTo("[{\"name\":\"default\"}]");
    compute.waitForSagas();
    assertThat(state(id)).isEqualTo("BUILD building spawning 0");

    WantedGuest guest = host.wanted().guests().getFirst();
    assertThat(guest.memoryMebibytes()).isEqualTo(128);
    assertThat(guest.metadata().hostname()).isEqualTo("web-1");
    assertThat(guest.metadata().meta()).containsEntry("role", "web");
    assertThat(guest.nics()).hasSize(1);

    compute.settle(host);
    assertThat(state(id)).isEqualTo("ACTIVE active null 1");
    JsonNode shown = compute.server(id);
    assertThat(shown.path("OS-SRV-USG:launched_at").isNull()).isFalse();
    assertThat(shown.path("OS-EXT-SRV-ATTR:host").stringValue()).isEqualTo("host1");
    assertThat(shown.path("addresses").path("private").path(0).path("version").intValue())
        .isEqualTo(4);

    assertThat(compute.action("demo", id, "{\"os-stop\": null}").status()).isEqualTo(202);
    assertThat(state(id)).isEqualTo("ACTIVE active powering-off 1");
    Answer again = compute.action("demo", id, "{\"os-stop\": null}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.message())
        .isEqualTo("Cannot 'stop' instance " + id + " while it is in task_state powering-off");
    compute.settle(host);
    assertThat(state(id)).isEqualTo("SHUTOFF stopped null 4");
    assertThat(compute.action("demo", id, "{\"os-stop\": null}").message())
        .isEqualTo("Cannot 'stop' instance " + id + " while it is in vm_state stopped");

    assertThat(compute.action("demo", id, "{\"os-start\": null}").status()).isEqualTo(202);
    compute.settle(host);
    assertThat(state(id)).isEqualTo("ACTIVE active null 1");

    compute.action("demo", id, "{\"reboot\": {\"type\": \"SOFT\"}}");
    assertThat(state(id)).isEqualTo("REBOOT active rebooting 1");
    compute.action("demo", id, "{\"reboot\": {\"type\": \"HARD\"}}");
    assertThat(state(id)).isEqualTo("HARD_REBOOT active rebooting_hard 1");
    compute.settle(host);
    assertThat(state(id)).isEqualTo("ACTIVE active null 1");
    assertThat(host.wanted().guests().getFirst().power().epoch()).isEqualTo(5);

    assertThat(compute.delete("demo", "/v2.1/servers/" + id).status()).isEqualTo(204);
    assertThat(compute.server(id).path("OS-EXT-STS:task_state").stringValue())
        .isEqualTo("deleting");
    assertThat(compute.delete("demo", "/v2.1/servers/" + id).status()).isEqualTo(204);
    compute.settle(host);
    Answer gone = compute.get("demo", "/v2.1/servers/" + id);
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.body())
        .isEqualTo(
            "{\"itemNotFound\":{\"code\":404,\"message\":\"Instance "
                + id
                + " could not be found.\"}}");
    assertThat(compute.delete("demo", "/v2.1/servers/" + id).status()).isEqualTo(404);
    assertThat(compute.store.read(compute.ports::count)).isZero();
    assertThat(host.guests).isEmpty();
  }

  private String state(String id) {
    JsonNode server = compute.server(id);
    return server.path("status").stringValue()
        + " "
        + server.path("OS-EXT-STS:vm_state").stringValue()
        + " "
        + server.path("OS-EXT-STS:task_state").asString("null")
        + " "
        + server.path("OS-EXT-STS:power_state").intValue();
  }

  @Test
  void withoutAHostTheServerSaysWhy() {
    String id = compute.create("demo", "lost");
    compute.waitForSagas();
    JsonNode server = compute.server(id);
    assertThat(server.path("status").stringValue()).isEqualTo("ERROR");
    assertThat(server.path("fault").path("message").stringValue())
        .isEqualTo("No valid host was found. No compute host has joined the cloud yet.");
    assertThat(server.path("fault").path("code").intValue()).isEqualTo(500);
    // At once: a client that waits takes a server that it still sees in ERROR for a failure.
    assertThat(compute.delete("demo", "/v2.1/servers/" + id).status()).isEqualTo(204);
    assertThat(compute.get("demo", "/v2.1/servers/" + id).status()).isEqualTo(404);
    assertThat(compute.delete("demo", "/v2.1/servers/" + id).status()).isEqualTo(404);
    assertThat(compute.get("demo", "/v2.1/limits").body()).contains("\"totalInstancesUsed\":0");
    assertThat(compute.get("admin", "/v2.1/servers/detail?deleted=1&all_tenants=1").body())
        .contains("\"status\":\"DELETED\"");
  }

  @Test
  void aCdromMayBeLargerThanTheDiskBesideIt() {
    FakeAgent host = compute.agent("host1");
    ObjectNode wish = ComputeFixture.wish("installer");
    ((ObjectNode) wish.path("server")).put("imageRef", FakeImages.CDROM);
    assertThat(compute.post("demo", "/v2.1/servers", Json.text(wish)).status()).isEqualTo(202);
    compute.waitForSagas();
    WantedGuest guest = host.wanted().guests().getFirst();
    assertThat(guest.image().diskFormat()).isEqualTo("iso");
    assertThat(guest.rootDiskGibibytes()).isEqualTo(1);
  }

  @Test
  void userDataGoesWithItsServer() {
    FakeAgent host = compute.agent("host1");
    ObjectNode wish = ComputeFixture.wish("secret");
    ((ObjectNode) wish.path("server")).put("user_data", "c2VjcmV0");
    String id =
        compute
            .post("demo", "/v2.1/servers", Json.text(wish))
            .json()
            .path("server")
            .path("id")
            .stringValue();
    compute.settle(host);
    assertThat(host.wanted().guests().getFirst().metadata().userData()).isEqualTo("c2VjcmV0");
    assertThat(compute.server(id).path("OS-EXT-SRV-ATTR:user_data").stringValue())
        .isEqualTo("c2VjcmV0");
    compute.delete("demo", "/v2.1/servers/" + id);
    compute.settle(host);
    String rows =
        compute.store.read(
            tx -> tx.sql().fetch("SELECT user_data, deleted_at FROM compute_server").formatCSV());
    assertThat(rows).contains("20").doesNotContain("c2VjcmV0");
  }

  @Test
  void whatTheNetworkRefusesLaterLeavesNothing() {
    FakeAgent host = compute.agent("host1");
    ObjectNode wish = ComputeFixture.wish("full");
    ((ObjectNode) wish.path("server"))
        .putArray("networks")
        .addObject()
        .put("uuid", FakePorts.FULL.value());
    String id =
        compute
            .post("demo", "/v2.1/servers", Json.text(wish))
            .json()
            .path("server")
            .path("id")
            .stringValue();
    compute.settle(host);
    assertThat(state(id)).isEqualTo("ERROR error null 0");
    assertThat(compute.server(id).path("fault").path("message").stringValue())
        .startsWith("No more IP addresses available");
    assertThat(compute.server(id).path("OS-EXT-SRV-ATTR:host").isNull()).isTrue();
    assertThat(host.guests).isEmpty();
  }

  @Test
  void aHostThatCannotMakeItPutsItIntoErrorAndOneThatFailsLaterDoesNot() {
    FakeAgent host = compute.agent("host1");
    host.fault = Optional.of("The image could not be fetched.");
    String bad = compute.create("demo", "bad");
    compute.settle(host);
    assertThat(state(bad)).isEqualTo("ERROR error null 4");
    assertThat(compute.server(bad).path("fault").path("message").stringValue())
        .isEqualTo("The image could not be fetched.");

    host.fault = Optional.empty();
    String good = compute.create("demo", "good");
    compute.settle(host);
    assertThat(state(good)).isEqualTo("ACTIVE active null 1");
    host.fault = Optional.of("QEMU did not start.");
    compute.action("demo", good, "{\"reboot\": {\"type\": \"HARD\"}}");
    compute.settle(host);
    assertThat(state(good)).isEqualTo("SHUTOFF stopped null 4");
    assertThat(compute.server(good).has("fault")).isFalse();
  }

  @Test
  void aGuestThatGoesDownByItselfIsSeenAndAnOldReportIsNot() {
    FakeAgent host = compute.agent("host1");
    String id = compute.create("demo", "web");
    compute.settle(host);
    host.becomes(ComputeFixture.serverId(id), GuestState.CRASHED);
    assertThat(state(id)).isEqualTo("SHUTOFF stopped null 6");
    compute.action("demo", id, "{\"os-start\": null}");
    host.report();
    assertThat(state(id)).isEqualTo("SHUTOFF stopped powering-on 6");
    compute.settle(host);
    assertThat(state(id)).isEqualTo("ACTIVE active null 1");
    compute.delete("demo", "/v2.1/servers/" + id);
    compute.waitForSagas();
    host.guests.clear();
    host.reportAt(1);
    compute.waitForSagas();
    assertThat(compute.get("demo", "/v2.1/servers/" + id).status()).isEqualTo(200);
    compute.settle(host);
    assertThat(compute.get("demo", "/v2.1/servers/" + id).status()).isEqualTo(404);
  }

  @Test
  void aDeleteDuringACreateWins() {
    FakeAgent host = compute.agent("host1");
    for (int i = 0; i < 20; i++) {
      String id = compute.create("demo", "short-" + i);
      assertThat(compute.delete("demo", "/v2.1/servers/" + id).status()).isEqualTo(204);
      host.act(); // one that it has already counts until it lets go
    }
    compute.settle(host);
    assertThat(compute.get("admin", "/v2.1/servers?all_tenants=1").json().path("servers"))
        .isEmpty();
    assertThat(compute.store.read(compute.ports::count)).isZero();
    assertThat(host.guests).isEmpty();
    assertThat(compute.get("demo", "/v2.1/limits").body()).contains("\"totalInstancesUsed\":0");
  }

  @Test
  void projectsAndRolesAreKeptApart() {
    FakeAgent host = compute.agent("host1");
    String id = compute.create("demo", "mine");
    compute.settle(host);
    assertThat(compute.get("other", "/v2.1/servers/" + id).status()).isEqualTo(404);
    assertThat(compute.delete("other", "/v2.1/servers/" + id).status()).isEqualTo(404);
    assertThat(compute.action("other", id, "{\"os-stop\": null}").status()).isEqualTo(404);
    assertThat(compute.get("admin", "/v2.1/servers/" + id).status()).isEqualTo(200);
    assertThat(compute.get("demo-reader", "/v2.1/servers/" + id).status()).isEqualTo(200);
    assertThat(compute.action("demo-reader", id, "{\"os-stop\": null}").status()).isEqualTo(403);
    JsonNode shown = compute.get("demo", "/v2.1/servers/" + id).json().path("server");
    assertThat(shown.has("OS-EXT-SRV-ATTR:host")).isFalse();

    compute.action("demo", id, "{\"lock\": null}");
    compute.action("admin", id, "{\"lock\": null}");
    Answer refused = compute.action("demo", id, "{\"os-stop\": null}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message()).isEqualTo("Instance " + id + " is locked");
    assertThat(compute.delete("demo", "/v2.1/servers/" + id).status()).isEqualTo(409);
    assertThat(compute.action("demo", id, "{\"lock\": null}").status()).isEqualTo(202);
    assertThat(compute.action("demo", id, "{\"unlock\": null}").status()).isEqualTo(403);
    assertThat(compute.action("admin", id, "{\"unlock\": null}").status()).isEqualTo(202);
    assertThat(compute.delete("demo", "/v2.1/servers/" + id).status()).isEqualTo(204);
  }
}
