package haneul.app.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.agent.link.HostIdentity;
import haneul.agent.link.Joining;
import haneul.agent.link.RemoteLink;
import haneul.base.error.CloudException;
import haneul.base.host.ControlAway;
import haneul.base.host.GuestMetadata;
import haneul.base.host.HostQuestions;
import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.ImageRef;
import haneul.base.host.PathProbe;
import haneul.base.host.PowerWish;
import haneul.base.host.WantedGuest;
import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.drivers.process.Commands;
import haneul.platform.http.HttpServer;
import haneul.platform.link.AgentLink;
import haneul.platform.link.CertificateAuthority;
import haneul.platform.link.Enrolments;
import haneul.platform.link.HostWantedSource;
import haneul.platform.link.Hosts;
import haneul.platform.link.LinkApi;
import haneul.platform.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Control and agents over real TLS, without engines. */
final class RemoteLinkTest {
  private static final HostName HOST = new HostName("compute01");
  private static final ServerId SERVER = new ServerId("s1");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final PathProbe.Measured MEASURED =
      new PathProbe.Measured(
          new PathProbe.Card("eth1", 1500),
          1400,
          List.of(new PathProbe.Hop("192.0.2.9", true)),
          Optional.of(new PathProbe.Told("192.0.2.9", 1400)));

  @TempDir Path directory;

  private final Hosts hosts = new Hosts();
  private final List<HostReport> reports = new CopyOnWriteArrayList<>();
  private Store store;
  private AgentLink link;
  private CertificateAuthority authority;
  private Enrolments enrolments;
  private HttpServer server;
  private volatile boolean stalls;
  private final List<RandomAccessFile> endless = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws IOException {
    store = Store.sqlite(directory.resolve("haneul.db"));
    HostWantedSource guests =
        (tx, host, own) ->
            () -> HostWantedSource.Part.of(host.equals(HOST) ? List.of(guest()) : List.of());
    link =
        new AgentLink(
            store,
            Clock.systemUTC(),
            hosts,
            List.of(guests),
            List.of((tx, last, report) -> reports.add(report)),
            this::fetch);
    authority = CertificateAuthority.open(directory, Clock.systemUTC());
    enrolments = new Enrolments(store, Clock.systemUTC(), authority);
    server = serve(authority);
  }

  private void fetch(ImageId image, Path target) throws IOException {
    if (!stalls) {
      Files.writeString(target, "content of " + image);
      return;
    }
    Commands.run("mkfifo", target.toString());
    endless.add(new RandomAccessFile(target.toFile(), "rw"));
    endless.getLast().writeBytes("a beginning");
  }

  private HttpServer serve(CertificateAuthority as) {
    return HttpServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        List.of(new LinkApi(link, enrolments, as, directory).api()),
        _ -> Optional.empty(),
        new SimpleMeterRegistry(),
        as.control());
  }

  private URI control() {
    return URI.create("https://127.0.0.1:" + server.port());
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
  }

  @Test
  void aReportThatStillHoldsIsNotSentAgainUnlessControlForgotIt() throws Exception {
    Instant then = report(HOST).at();
    try (RemoteLink agent = joined(HOST)) {
      agent.report(at(then));
      agent.report(at(then.plusSeconds(3)));
      assertThat(reports).containsExactly(at(then));
      store.run(tx -> link.forget(tx, HOST));
      agent.report(at(then.plusSeconds(6)));
      assertThat(reports).containsExactly(at(then), at(then.plusSeconds(6)));
    }
  }

  private static HostReport at(Instant when) {
    HostReport report = report(HOST);
    return new HostReport(
        report.host(),
        report.revision(),
        when,
        report.facts(),
        report.guests(),
        report.ports(),
        report.networks());
  }

  @Test
  void aHostJoinsAndIsToldWhatItShallBe() throws Exception {
    try (RemoteLink agent = joined(HOST)) {
      agent.report(report(HOST));
      assertThat(reports).containsExactly(report(HOST));
      assertThat(agent.await(HOST, -1, Duration.ZERO).guests()).containsExactly(guest());
    }
  }

  @Test
  void aParkedQuestionIsAnsweredByAChange() throws Exception {
    try (RemoteLink agent = joined(HOST)) {
      agent.report(report(HOST));
      long now = agent.await(HOST, -1, Duration.ZERO).revision();
      CompletableFuture<Long> next = CompletableFuture.supplyAsync(() -> revisionAfter(agent, now));
      Thread.sleep(100);
      assertThat(next).isNotDone();
      store.run(tx -> hosts.changed(tx, HOST));
      assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(now + 1);
    }
  }

  @Test
  void aParkedQuestionWithoutNewsSendsNothingAgain() throws Exception {
    try (RemoteLink agent = joined(HOST)) {
      agent.report(report(HOST));
      HostWanted known = agent.await(HOST, -1, Duration.ZERO);
      assertThat(agent.await(HOST, known.revision(), Duration.ZERO)).isSameAs(known);
      assertThat(agent.await(HOST, -1, Duration.ZERO)).isEqualTo(known).isNotSameAs(known);
    }
  }

  @Test
  void aHostThatWasForgottenIsToldAnew() throws Exception {
    try (RemoteLink agent = joined(HOST)) {
      agent.report(report(HOST));
      long now = agent.await(HOST, -1, Duration.ZERO).revision();
      CompletableFuture<Long> next =
          CompletableFuture.supplyAsync(() -> revisionAfter(agent, now + 40));
      assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(now);
    }
  }

  private static long revisionAfter(RemoteLink agent, long revision) {
    try {
      return agent.await(HOST, revision, Duration.ofSeconds(30)).revision();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aHostSpeaksForItselfOnly() throws Exception {
    try (RemoteLink agent = joined(new HostName("compute02"))) {
      refused(403, () -> agent.report(report(HOST)));
      assertThat(agent.await(HOST, -1, Duration.ZERO).guests()).isEmpty();
      assertThatThrownBy(() -> agent.fetchImage(new ImageId("i1"), directory.resolve("stolen")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("404");
      assertThat(directory.resolve("stolen")).doesNotExist();
    }
    assertThat(reports).isEmpty();
  }

  @Test
  void anImageComesWholeAndLeavesNoNameBehind() throws Exception {
    try (RemoteLink agent = joined(HOST)) {
      Path target = directory.resolve("image");
      agent.fetchImage(new ImageId("i1"), target);
      assertThat(target).hasContent("content of i1");
      try (var files = Files.list(directory)) {
        assertThat(files.filter(file -> file.getFileName().toString().matches("[0-9a-f-]{36}")))
            .isEmpty();
      }
    }
  }

  @Test
  void anImageThatStopsOnItsWayIsGivenUp() throws Exception {
    HostIdentity identity = join(newToken(Optional.empty(), HOUR), HOST);
    stalls = true;
    Path target = directory.resolve("image");
    try (RemoteLink agent =
        new RemoteLink(control(), identity, directory, Clock.systemUTC(), Duration.ofMillis(200))) {
      assertThatThrownBy(() -> agent.fetchImage(new ImageId("i1"), target))
          .isInstanceOf(ControlAway.class)
          .hasMessageContaining("sent nothing");
    } finally {
      endless.getLast().close();
    }
    assertThat(target).doesNotExist();
    URI away = control();
    server.close();
    try (RemoteLink agent = new RemoteLink(away, identity, directory, Clock.systemUTC())) {
      assertThatThrownBy(() -> agent.fetchImage(new ImageId("i1"), target))
          .isInstanceOf(ControlAway.class)
          .hasMessageContaining("not reached");
    }
  }

  @Test
  void controlAsksAndTheAgentAnswers() throws Exception {
    assertThatThrownBy(() -> link.ask(HOST)).hasMessageContaining("not connected");
    try (RemoteLink agent = joined(HOST)) {
      Thread answering = Thread.ofVirtual().start(() -> answerAll(agent));
      Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(link.ask(HOST).consoleTail(SERVER, 70)).isEqualTo("login: 70"));
      assertThatThrownBy(() -> link.ask(HOST).consoleTail(new ServerId("other"), 1))
          .isInstanceOf(IOException.class)
          .hasMessage("no such guest");
      PathProbe.Way way = new PathProbe.Way("0f".repeat(16), "192.0.2.2", 1500);
      assertThat(link.ask(HOST).measure(way)).isEqualTo(MEASURED);
      assertThatThrownBy(() -> link.ask(HOST).answerProbes(PathProbe.Listen.end("0f".repeat(16))))
          .isInstanceOf(IOException.class)
          .hasMessage("no tunnel leads here");
      answering.interrupt();
      answering.join();
    }
  }

  private static void answerAll(RemoteLink agent) {
    try {
      agent.answerAll(
          new HostQuestions() {
            @Override
            public String consoleTail(ServerId id, int maxBytes) throws IOException {
              if (!id.equals(SERVER)) {
                throw new IOException("no such guest");
              }
              return "login: " + maxBytes;
            }

            @Override
            public PathProbe.Card answerProbes(PathProbe.Listen listen) throws IOException {
              throw new IOException("no tunnel leads here");
            }

            @Override
            public PathProbe.Measured measure(PathProbe.Way way) {
              return MEASURED;
            }
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theTokenKnowsControl() throws IOException {
    Enrolments other = new Enrolments(store, Clock.systemUTC(), otherAuthority());
    refusedToJoin(
        other.newToken(Optional.empty(), HOUR).token(), HOST, "not the control that the token");
  }

  private CertificateAuthority otherAuthority() throws IOException {
    return CertificateAuthority.open(
        Files.createDirectory(directory.resolve("other")), Clock.systemUTC());
  }

  @Test
  void aCertificateOfAnotherCloudIsWorthNothing() throws Exception {
    HostIdentity mine = join(newToken(Optional.empty(), HOUR), HOST);
    server.close();
    server = serve(otherAuthority());
    try (RemoteLink agent = link(mine)) {
      assertThatThrownBy(() -> agent.await(HOST, -1, Duration.ZERO))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void aRevokedHostIsHeardNoLonger() throws Exception {
    try (RemoteLink agent = joined(HOST)) {
      agent.report(report(HOST));
      enrolments.revoke(HOST.value());
      refused(401, () -> agent.report(report(HOST)));
      refused(401, () -> agent.await(HOST, -1, Duration.ZERO));
      assertThatThrownBy(() -> agent.fetchImage(new ImageId("i1"), directory.resolve("stolen")))
          .hasMessageContaining("401");
    }
    assertThatThrownBy(() -> enrolments.revoke("nobody")).isInstanceOf(CloudException.class);
  }

  @Test
  void aRevocationEndsAParkedQuestion() throws Exception {
    try (RemoteLink agent = joined(HOST)) {
      agent.report(report(HOST));
      long now = agent.await(HOST, -1, Duration.ZERO).revision();
      CompletableFuture<Long> next = CompletableFuture.supplyAsync(() -> revisionAfter(agent, now));
      Thread.sleep(100);
      enrolments.revoke(HOST.value());
      store.run(tx -> hosts.changed(tx, HOST));
      assertThatThrownBy(() -> next.get(20, TimeUnit.SECONDS)).hasMessageContaining("401");
    }
  }

  @Test
  void aRenewedCertificateReplacesTheOldOneWhenItIsUsed() throws Exception {
    HostIdentity first = join(newToken(Optional.empty(), HOUR), HOST);
    Path file = directory.resolve(HOST + ".pem");
    byte[] before = Files.readAllBytes(file);
    InstantSource later = () -> Instant.now().plus(Duration.ofDays(11));
    try (RemoteLink old = link(first);
        RemoteLink renewing = new RemoteLink(control(), first, file, later)) {
      renewing.await(HOST, -1, Duration.ZERO); // renews, and uses it
      assertThat(Files.readAllBytes(file)).isNotEqualTo(before);
      refused(401, () -> old.report(report(HOST)));
      renewing.report(report(HOST));
    }
    try (RemoteLink again = link(HostIdentity.read(file).orElseThrow())) {
      again.report(report(HOST));
    }
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void controlKeepsItsAuthorityOverRestarts() throws Exception {
    HostIdentity mine = join(newToken(Optional.empty(), HOUR), HOST);
    server.close();
    server = serve(CertificateAuthority.open(directory, Clock.systemUTC()));
    try (RemoteLink agent = link(mine)) {
      agent.report(report(HOST));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hnl1.x.y", "hnl2.00.00"})
  void whatIsNoTokenIsSaid(String token) {
    refusedToJoin(token, HOST, "not a host token");
  }

  private String newToken(Optional<String> host, Duration life) {
    return enrolments.newToken(host, life).token();
  }

  private RemoteLink joined(HostName host) throws Exception {
    return link(join(newToken(Optional.empty(), HOUR), host));
  }

  private RemoteLink link(HostIdentity identity) {
    return new RemoteLink(control(), identity, directory.resolve("unused.pem"), Clock.systemUTC());
  }

  private HostIdentity join(String token, HostName host) throws Exception {
    HostIdentity identity = Joining.join(control(), token, host, directory.resolve(host + ".pem"));
    assertThat(identity.host()).isEqualTo(host.value());
    return identity;
  }

  private void refusedToJoin(String token, HostName host, String why) {
    assertThatThrownBy(() -> join(token, host))
        .isInstanceOf(IOException.class)
        .satisfies(failure -> assertThat(allMessages(failure)).contains(why));
  }

  private static String allMessages(Throwable failure) {
    StringBuilder all = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      all.append(each.getMessage()).append('\n');
    }
    return all.toString();
  }

  /** An action that may be interrupted. */
  private interface Action {
    void run() throws InterruptedException;
  }

  private static void refused(int status, Action action) {
    assertThatThrownBy(action::run)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("control answers " + status);
  }

  private static WantedGuest guest() {
    return new WantedGuest(
        SERVER,
        new PowerWish(1, PowerWish.Action.RUN),
        1,
        128,
        1,
        new ImageRef(new ImageId("i1"), "qcow2", 5, "ab".repeat(64)),
        List.of(),
        new GuestMetadata(
            SERVER,
            new ProjectId("p"),
            "n",
            "n",
            "m1.tiny",
            "nova",
            0,
            Map.of(),
            Map.of(),
            "",
            List.of()),
        false);
  }

  private static HostReport report(HostName host) {
    return new HostReport(
        host,
        0,
        Instant.EPOCH,
        new HostReport.HostFacts(2, 1024, 10, "192.0.2.1", "QEMU", "7002", ""),
        List.of(),
        List.of(),
        List.of());
  }
}
