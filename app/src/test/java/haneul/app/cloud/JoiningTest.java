package haneul.app.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.agent.link.HostIdentity;
import haneul.agent.link.Joining;
import haneul.agent.link.RemoteLink;
import haneul.base.host.ControlAway;
import haneul.base.id.HostName;
import haneul.platform.http.HttpServer;
import haneul.platform.link.AgentLink;
import haneul.platform.link.CertificateAuthority;
import haneul.platform.link.Enrolments;
import haneul.platform.link.Hosts;
import haneul.platform.link.LinkApi;
import haneul.platform.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A host that joins over real TLS, and what may happen meanwhile. */
@TestInstance(Lifecycle.PER_CLASS)
final class JoiningTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path controls;
  private final Store store;
  private final CertificateAuthority authority;
  private final Enrolments enrolments;
  private final URI control;
  private HttpServer server;
  private int hosts;

  private HostName host = new HostName("none");
  private String token = "";
  private Path file = Path.of("");
  private Path key = Path.of("");

  JoiningTest(@TempDir Path directory) throws IOException {
    controls = directory;
    store = Store.sqlite(directory.resolve("haneul.db"));
    authority = CertificateAuthority.open(directory, Clock.systemUTC());
    enrolments = new Enrolments(store, Clock.systemUTC(), authority);
    server = serve(0);
    control = URI.create("https://127.0.0.1:" + server.port());
  }

  private HttpServer serve(int port) {
    AgentLink link =
        new AgentLink(
            store, Clock.systemUTC(), new Hosts(), List.of(), List.of(), (image, target) -> {});
    return HttpServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        List.of(new LinkApi(link, enrolments, authority, controls).api()),
        _ -> Optional.empty(),
        new SimpleMeterRegistry(),
        authority.control());
  }

  @BeforeEach
  void anotherHost(@TempDir Path directory) {
    host = new HostName("host" + ++hosts);
    token = enrolments.newToken(Optional.empty(), HOUR).token();
    file = directory.resolve("host.pem");
    key = directory.resolve("host.pem.joining");
  }

  @AfterAll
  void stop() {
    server.close();
    store.close();
  }

  private HostIdentity join() throws IOException, InterruptedException {
    return Joining.join(control, token, host, file);
  }

  private void isHeard(HostIdentity identity) throws InterruptedException {
    try (RemoteLink link = new RemoteLink(control, identity, file, Clock.systemUTC())) {
      assertThat(link.await(host, -1, Duration.ZERO).guests()).isEmpty();
    }
  }

  @Test
  void anAnswerThatWasLostIsGivenAgainToTheSameHostAlone() throws Exception {
    Path inTheWay = Files.createDirectories(file.resolve("in the way"));
    assertThatThrownBy(this::join).isInstanceOf(IOException.class);
    assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
    assertThatThrownBy(
            () -> Joining.join(control, token, host, file.resolveSibling("elsewhere.pem")))
        .hasMessage(
            "control answers 401: The token is wrong, used or expired. Make a new one: haneul host"
                + " token");

    Files.delete(inTheWay);
    Files.delete(file);
    isHeard(join());
    assertThat(key).doesNotExist();
  }

  @Test
  void whoHasJoinedAsksNoMore() throws Exception {
    join();
    byte[] kept = Files.readAllBytes(file);
    server.close();
    try {
      assertThat(join().host()).isEqualTo(host.value());
      assertThat(file).hasBinaryContent(kept);
      assertThatThrownBy(() -> Joining.join(control, token, new HostName("other"), file))
          .isInstanceOf(ControlAway.class);
    } finally {
      server = serve(control.getPort());
    }
  }

  @Test
  void whoHasJoinedJoinsAnewWithAnotherToken() throws Exception {
    HostIdentity before = join();
    token = enrolments.newToken(Optional.of(host.value()), HOUR).token();
    isHeard(join());
    assertThatThrownBy(() -> isHeard(before)).hasMessageContaining("401");
  }

  @Test
  void filesThatAreNotWholeAreNoHindrance() throws Exception {
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nMEEC");
    Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nMEEC");
    join();
    isHeard(HostIdentity.read(file).orElseThrow());
  }

  @Test
  void controlThatIsNotThereIsWaitedForButNotForEver() throws Exception {
    server.close();
    List<String> told = new ArrayList<>();
    try {
      assertThatThrownBy(this::join)
          .isInstanceOf(ControlAway.class)
          .hasMessage("control is not reached: nothing answers there");
    } finally {
      isHeard(Joining.join(control, token, host, file, PATIENCE, away -> startAgain(told, away)));
    }
    assertThat(told).containsExactly("control is not reached: nothing answers there");
  }

  private void startAgain(List<String> told, ControlAway away) {
    told.add(away.getMessage());
    server = serve(control.getPort());
  }
}
