package haneul.app.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.agent.link.HostIdentity;
import haneul.agent.link.Joining;
import haneul.agent.link.RemoteLink;
import haneul.base.host.HostReport;
import haneul.base.id.HostName;
import haneul.platform.http.HttpServer;
import haneul.platform.link.AgentLink;
import haneul.platform.link.CertificateAuthority;
import haneul.platform.link.Enrolments;
import haneul.platform.link.Hosts;
import haneul.platform.link.LinkApi;
import haneul.platform.store.Store;
import haneul.services.compute.domain.ComputeSettings;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.store.ComputeStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent over real TLS that says nothing any more. */
final class SilentAgentTest {
  private static final HostName HOST = new HostName("compute01");
  private static final Duration SILENCE = ComputeSettings.USUAL.hostSilence();

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final Hosts hosts = new Hosts();
  private final Store store;
  private final Enrolments enrolments;
  private final HttpServer server;
  private final ComputeHosts compute;
  private final Path directory;

  SilentAgentTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    store = Store.sqlite(directory.resolve("haneul.db"));
    CertificateAuthority authority = CertificateAuthority.open(directory, Clock.systemUTC());
    enrolments = new Enrolments(store, Clock.systemUTC(), authority);
    AgentLink link =
        new AgentLink(store, now::get, hosts, List.of(), List.of(), (image, target) -> {});
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(new LinkApi(link, enrolments, authority, directory).api()),
            _ -> Optional.empty(),
            new SimpleMeterRegistry(),
            authority.control());
    compute = new ComputeHosts(new ComputeStore(), hosts, ComputeSettings.USUAL, now::get);
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
  }

  private boolean up() {
    return store.read(compute::all).getFirst().alive();
  }

  private void pass(Duration time) {
    now.updateAndGet(then -> then.plus(time));
  }

  @Test
  void whoIsFrozenIsDownThoughItsQuestionIsStillOpenAndWhoWakesIsUp() throws Exception {
    try (RemoteLink agent = join()) {
      agent.report(report());
      pass(Duration.ofSeconds(3));
      agent.report(report());
      long revision = agent.await(HOST, -1, Duration.ZERO).revision();
      CompletableFuture<Long> parked =
          CompletableFuture.supplyAsync(() -> revisionAfter(agent, revision));
      pass(SILENCE.minusMillis(1));
      assertThat(up()).isTrue();
      pass(Duration.ofMillis(1));
      assertThat(up()).isFalse();
      assertThat(parked).isNotDone();
      agent.report(report());
      assertThat(up()).isTrue();
      store.run(tx -> hosts.changed(tx, HOST));
      assertThat(parked.get(20, TimeUnit.SECONDS)).isEqualTo(revision + 1);
    }
  }

  @Test
  void whoIsDeadIsDown() throws Exception {
    try (RemoteLink agent = join()) {
      agent.report(report());
    }
    assertThat(up()).isTrue();
    pass(SILENCE);
    assertThat(up()).isFalse();
  }

  private static long revisionAfter(RemoteLink agent, long revision) {
    try {
      return agent.await(HOST, revision, Duration.ofSeconds(45)).revision();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private RemoteLink join() throws IOException, InterruptedException {
    URI control = URI.create("https://127.0.0.1:" + server.port());
    Path file = directory.resolve("host.pem");
    String token = enrolments.newToken(Optional.empty(), Duration.ofHours(1)).token();
    HostIdentity identity = Joining.join(control, token, HOST, file);
    return new RemoteLink(control, identity, file, Clock.systemUTC());
  }

  private static HostReport report() {
    return new HostReport(
        HOST,
        0,
        Instant.EPOCH,
        new HostReport.HostFacts(2, 1024, 10, "192.0.2.1", "QEMU", "7002", ""),
        List.of(),
        List.of(),
        List.of());
  }
}
