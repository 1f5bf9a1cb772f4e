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
  private final ComputeFixture compute;

  LivenessTest(Store store) {
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
