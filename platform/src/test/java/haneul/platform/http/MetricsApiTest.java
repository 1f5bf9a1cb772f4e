package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.error.CloudException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class MetricsApiTest {
  @Test
  void tellsOfTheProgramAndItsRequests() throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    AtomicReference<String> state = new AtomicReference<>("well");
    MetricsApi metrics =
        new MetricsApi(
            registry,
            () -> {
              if ("down".equals(state.get())) {
                throw CloudException.badRequest("down");
              }
              return "well".equals(state.get());
            },
            Set.of());
    try (HttpServer server =
            HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(metrics.api()),
                token -> Optional.empty(),
                registry);
        RawClient client = new RawClient(server.port())) {
      assertThat(client.request("GET", "/healthz").answer().text()).isEqualTo("ok\n");
      state.set("ill");
      assertThat(client.request("GET", "/healthz").answer().status()).isEqualTo(503);
      state.set("down");
      assertThat(client.request("GET", "/healthz").answer().status()).isEqualTo(503);
      assertThat(client.request("GET", "/nothing").answer().status()).isEqualTo(404);
      assertThat(client.request("GET", "/metrics").answer().text())
          .contains("haneul_http_requests_seconds_count{", "route=\"/healthz\"")
          .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "jvm_gc_");
    }
  }

  /** A proxy on this host speaks for others. */
  @Test
  void areForThisHostAndWhoeverIsNamed() throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    InetAddress here = InetAddress.getLoopbackAddress();
    MetricsApi metrics =
        new MetricsApi(registry, () -> true, Set.of(InetAddress.ofLiteral("192.0.2.7")));
    try (HttpServer server =
            HttpServer.start(
                new InetSocketAddress(here, 0),
                List.of(metrics.api()),
                token -> Optional.empty(),
                registry,
                Optional.empty(),
                new Front(Optional.empty(), Set.of(here)));
        RawClient client = new RawClient(server.port())) {
      assertThat(from(client, "192.0.2.7")).isEqualTo(200);
      assertThat(from(client, "192.0.2.8")).isEqualTo(403);
    }
  }

  private static int from(RawClient client, String address) throws IOException {
    return client.request("GET", "/metrics", "X-Forwarded-For: " + address).answer().status();
  }
}
