package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.compute.domain.ComputeSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A host is up for as long as it says so. */
@OnEveryStore
final class LivenessTest {
  private static final Duration SIGN = Duration.ofSeconds(3);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Store store;
  private final ComputeFixture compute;

  LivenessTest(Store store) {
    this.store = store;
    compute = new ComputeFixture(store, now::get);
  }

  @AfterEach
  void close() {
    compute.close();
  }

  private void pass(Duration time) {
    now.updateAndGet(then -> then.plus(time));
  }

  private String states() {
    StringBuilder states = new StringBuilder();
    JsonNode services =
        compute.get("admin", "/v2.1/os-services?binary=nova-compute").json().path("services");
    services.forEach(service ->
        states
            .append(service.path("host").stringValue())
            .append(' ')
            .append(service.path("state").stringValue())
            .append(' '));
    return states.toString().strip();
  }

  @Test
  void whoFallsSilentIsDownInTimeAndWhoSpeaksIsUp() {
    FakeAgent dies = compute.agent("dies");
    FakeAgent lives = compute.agent("lives");
    for (int sign = 0; sign < 5; sign++) {
      pass(SIGN);
      dies.report();
      pass(Duration.ofMillis(200));
      lives.report();
      assertThat(states()).isEqualTo("dies up lives up");
    }
    dies.report();
    Instant end = Objects.requireNonNull(now.get()).plus(ComputeSettings.USUAL.hostSilence());
    while (Objects.requireNonNull(now.get()).isBefore(end)) {
      assertThat(states()).contains("lives up");
      pass(Duration.ofSeconds(1));
      lives.report();
    }
    assertThat(states()).isEqualTo("dies down lives up");
    String id = compute.create("demo", "web");
    compute.waitForSagas();
    assertThat(compute.server(id).path("OS-EXT-SRV-ATTR:host").stringValue()).isEqualTo("lives");
    assertThat(compute.at("2.93", "admin", "GET", "/v2.1/os-hypervisors", "").body())
        .contains("\"hypervisor_hostname\":\"dies\",\"state\":\"down\"");
    dies.report();
    pass(Duration.ofSeconds(1));
    lives.report();
    assertThat(states()).isEqualTo("dies up lives up");
  }

  @Test
  void aHostThatDiedSinceItWasLookedAtTakesNoServer() {
    compute.agent("host1");
    pass(Duration.ofMillis(9_500));
    String first = compute.create("demo", "first");
    compute.waitForSagas();
    assertThat(compute.server(first).path("OS-EXT-SRV-ATTR:host").stringValue()).isEqualTo("host1");
    pass(Duration.ofMillis(800));
    String id = compute.create("demo", "second");
    compute.waitForSagas();
    assertThat(compute.server(id).path("fault").path("message").stringValue())
        .isEqualTo("No valid host was found. 1 host: 1 is down.");
  }

  /** What hosts said before a start is old, and that they said nothing since is no news. */
  @Test
  void afterAStartHostsAreHeardBeforeTheyAreJudged() throws InterruptedException {
    compute.agent("host1");
    pass(Duration.ofMinutes(1));
    try (ComputeFixture started = new ComputeFixture(store, now::get)) {
      String waits = started.create("demo", "waits");
      Thread.sleep(300);
      assertThat(started.server(waits).path("status").stringValue()).isEqualTo("BUILD");
      started.agent("host1");
      started.waitForSagas();
      assertThat(started.server(waits).path("OS-EXT-SRV-ATTR:host").stringValue())
          .isEqualTo("host1");

      pass(ComputeSettings.USUAL.hostSilence());
      String judged = started.create("demo", "judged");
      started.waitForSagas();
      assertThat(started.server(judged).path("status").stringValue()).isEqualTo("ERROR");
    }
  }

  private ComputeFixture.Answer deleteService(String id) {
    return compute.at("2.53", "admin", "DELETE", "/v2.1/os-services/" + id, "");
  }

  @Test
  void aServiceIsDeletedWhenItsHostIsSilentAndEmpty() {
    FakeAgent agent = compute.agent("host1");
    String server = compute.create("demo", "web");
    compute.settle(agent);
    String path = "/v2.1/os-services?binary=nova-compute";
    String id =
        compute
            .at("2.53", "admin", "GET", path, "")
            .json()
            .path("services")
            .path(0)
            .path("id")
            .stringValue();
    assertThat(deleteService(id).status()).isEqualTo(409);
    assertThat(deleteService(id).message())
        .isEqualTo(
            "Unable to delete compute service that is hosting instances. Migrate or delete the"
                + " instances first.");
    compute.delete("demo", "/v2.1/servers/" + server);
    compute.settle(agent);
    assertThat(deleteService(id).status()).isEqualTo(409);
    assertThat(deleteService(id).message()).contains("compute service that is up");
    pass(Duration.ofSeconds(11));
    assertThat(deleteService("nope").status()).isEqualTo(400);
    assertThat(compute.delete("demo", "/v2.1/os-services/3").status()).isEqualTo(403);
    assertThat(compute.delete("admin", "/v2.1/os-services/1").status()).isEqualTo(409);
    assertThat(deleteService(id).status()).isEqualTo(204);
    assertThat(states()).isEmpty();
    assertThat(deleteService(id).status()).isEqualTo(404);

    // One whose agent runs again is there again.
    agent.report();
    assertThat(states()).isEqualTo("host1 up");
  }

  private ComputeFixture.Answer cache(String aggregate, String... images) {
    StringBuilder list = new StringBuilder();
    for (String image : images) {
      list.append(list.isEmpty() ? "" : ",").append("{\"id\": \"" + image + "\"}");
    }
    return compute.at(
        "2.81",
        "admin",
        "POST",
        "/v2.1/os-aggregates/" + aggregate + "/images",
        "{\"cache\": [" + list + "]}");
  }

  private static java.util.List<String> images(FakeAgent agent) {
    return agent.wanted().images().stream().map(image -> image.id().value()).toList();
  }

  @Test
  void theHostsOfAnAggregateFetchImagesAheadForADay() {
    FakeAgent in = compute.agent("in");
    FakeAgent out = compute.agent("out");
    compute.post("admin", "/v2.1/os-aggregates", "{\"aggregate\": {\"name\": \"ag\"}}");
    String action = "/v2.1/os-aggregates/1/action";
    compute.post("admin", action, "{\"add_host\": {\"host\": \"in\"}}");
    long before = in.wanted().revision();
    assertThat(cache("1", FakeImages.TINY, FakeImages.HUNGRY).status()).isEqualTo(202);
    assertThat(in.wanted().revision()).isGreaterThan(before);
    assertThat(images(in)).containsExactly(FakeImages.TINY, FakeImages.HUNGRY);
    assertThat(images(out)).isEmpty();
    compute.post("admin", action, "{\"add_host\": {\"host\": \"out\"}}");
    assertThat(images(out)).hasSize(2);

    assertThat(cache("7", FakeImages.TINY).status()).isEqualTo(404);
    assertThat(cache("1", "00000000-0000-4000-8000-000000000000").message())
        .isEqualTo("Image 00000000-0000-4000-8000-000000000000 could not be found.");
    assertThat(cache("1", FakeImages.QUEUED).message()).endsWith("is not active.");
    assertThat(cache("1", FakeImages.TINY, FakeImages.TINY).message())
        .isEqualTo("Duplicate images in request");
    assertThat(cache("1", "tiny").status()).isEqualTo(400);

    pass(Duration.ofHours(23));
    assertThat(cache("1", FakeImages.TINY).status()).isEqualTo(202);
    pass(Duration.ofHours(2));
    assertThat(images(in)).containsExactly(FakeImages.TINY);
    compute.post("admin", action, "{\"remove_host\": {\"host\": \"in\"}}");
    assertThat(images(in)).isEmpty();
  }

  @Test
  void aClockThatIsSetBackKillsNobody() {
    FakeAgent host = compute.agent("host1");
    pass(Duration.ofDays(-1));
    for (int sign = 0; sign < 5; sign++) {
      host.report();
      assertThat(states()).isEqualTo("host1 up");
      pass(SIGN);
    }
    pass(Duration.ofSeconds(10));
    assertThat(states()).isEqualTo("host1 down");
  }
}
