package haneul.app.cloud;

import haneul.agent.Agent;
import haneul.agent.Duties;
import haneul.agent.TunnelEnd;
import haneul.base.error.CloudException;
import haneul.base.host.HostRole;
import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.NetworkDriver;
import haneul.platform.http.FileTls;
import haneul.platform.http.HttpServer;
import haneul.platform.http.HttpTls;
import haneul.platform.http.MetricsApi;
import haneul.platform.http.ServiceApi;
import haneul.platform.link.AgentLink;
import haneul.platform.link.CertificateAuthority;
import haneul.platform.link.Enrolments;
import haneul.platform.link.Hosts;
import haneul.platform.link.HostsApi;
import haneul.platform.link.LinkApi;
import haneul.platform.log.Logging;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Store;
import haneul.services.compute.ComputeService;
import haneul.services.identity.IdentityService;
import haneul.services.image.ImageService;
import haneul.services.image.domain.ImageLimits;
import haneul.services.network.NetworkService;
import haneul.services.network.NetworkSettings;
import haneul.tools.console.UserError;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A whole cloud in this process: control, and the agent of this host. Everything is made here,
 * once, in the order in which it needs each other; nothing else wires.
 */
public final class Cloud implements AutoCloseable {
  /** The beginning of the line that says that all is there. */
  public static final String READY = "Haneul is up: ";

  private static final System.Logger LOG = System.getLogger(Cloud.class.getName());
  private static final Duration HOST_PATIENCE = Duration.ofSeconds(30);

  private final Settings settings;
  private final Consumer<String> progress;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private List<ServiceApi> served = List.of();

  /**
   * @param database a PostgreSQL URL; empty for SQLite in the state directory
   * @param engines what this host runs guests and networks with
   * @param role whether this host takes part, or is control alone
   * @param link where agents of other hosts reach control; none when there are none
   * @param plain serve the APIs without TLS though others than this host can reach them
   */
  public record Settings(
      StateDirectory state,
      InetSocketAddress listen,
      Optional<String> database,
      Engines engines,
      Role role,
      Optional<InetSocketAddress> link,
      boolean plain) {

    /** Whether the APIs are served over TLS. What only this host reaches needs none. */
    boolean overTls() {
      return !plain && !listen.getAddress().isLoopbackAddress();
    }

    @Override
    public String toString() {
      return "Settings[" + state.root() + " " + listen + "]"; // the URL may hold a password
    }
  }

  /** What a host does. */
  public enum Role {
    /** Control, and guests and networks. */
    WHOLE,
    /** Control alone. */
    CONTROL
  }

  private Cloud(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Starts all of it; returns when it serves, its host is known and its first things are made. */
  public static Cloud start(Settings settings, Consumer<String> progress)
      throws IOException, InterruptedException {
    Cloud cloud = new Cloud(settings, progress);
    try {
      cloud.assemble();
      return cloud;
    } catch (IOException | InterruptedException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the cloud cannot start", e);
      cloud.close();
      throw e;
    }
  }

  /** What it answers at its address. */
  public List<ServiceApi> apis() {
    return served;
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  private void assemble() throws IOException, InterruptedException {
    Thread http = Thread.ofPlatform().daemon().name("http-warm-up").start(HttpServer::warmUp);
    settings.engines().warmUp();
    StateDirectory state = settings.state();
    Clock clock = Clock.systemUTC();
    Instant began = clock.instant();
    Logging.toDirectory(state.logs());
    if (!state.exists()) {
      remember(settings.listen().getPort(), Optional.empty());
    }
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    SettingsFile chosen = new SettingsFile(state.settingsFile());
    Store store =
        part(
            settings
                .database()
                .map(Store::postgresql)
                .orElseGet(() -> Store.sqlite(state.database())));

    Hosts hosts = new Hosts();
    LateLink late = new LateLink();
    IdentityService identity =
        part(
            new IdentityService(
                store,
                clock,
                new IdentityService.Keys(state.fernetKeys(), state.credentialKeys()),
                chosen::identity,
                metrics));
    ImageService image =
        part(new ImageService(store, clock, state.images(), ImageLimits.DEFAULT, metrics));
    NetworkService network =
        new NetworkService(
            store,
            clock,
            hosts,
            NetworkSettings.with(chosen.network().segments(), chosen.compute().hostSilence()),
            late::ask);
    ComputeService compute =
        new ComputeService(
            store,
            clock,
            hosts,
            image.contract(),
            network.serverPorts(),
            identity.projects(),
            late::ask,
            late::sagas,
            late::forget,
            chosen.compute());
    Sagas sagas = part(new Sagas(store, clock, compute.sagas(), metrics));
    AgentLink link =
        new AgentLink(
            store,
            clock,
            hosts,
            List.of(compute.wanted(), network.wanted()),
            List.of(network.reports(), compute.reports()),
            image.contract()::fetch);
    late.connect(link, sagas);
    part(network.dhcpWatch()).start();
    part(compute.listening()).start();
    HostName host = new HostName(InetAddress.getLocalHost().getHostName());
    boolean here = settings.role() == Role.WHOLE;
    long wanted = wantedRevision(store, hosts, host);
    if (here) {
      startAgent(host, link, chosen.network(), clock); // its engines take their time beside ours
    }

    StateDirectory.Passwords passwords = state.ensurePasswords();
    identity.bootstrap(passwords.admin(), passwords.demo());
    compute.bootstrap();
    image.recover();
    ServiceApi monitoring = new MetricsApi(metrics, store::answers, chosen.api().monitors()).api();
    List<ServiceApi> apis =
        new ArrayList<>(
            List.of(
                identity.api(),
                image.api(),
                network.api(),
                network.pathChecks(),
                compute.api(),
                monitoring));
    if (settings.link().isPresent()) {
      Duration hostSilence = chosen.compute().hostSilence();
      apis.add(serveLink(settings.link().get(), store, clock, hosts, link, hostSilence, metrics));
    }
    served = List.copyOf(apis);
    http.join();
    Optional<FileTls> tls =
        settings.overTls()
            ? Optional.of(ApiCertificate.open(state, chosen.api(), settings.listen(), clock))
            : Optional.empty();
    HttpServer server =
        part(
            HttpServer.start(
                settings.listen(),
                apis,
                identity.tokens(),
                metrics,
                tls.map(HttpTls.class::cast),
                chosen.api().front()));
    remember(server.port(), tls.map(FileTls::file));
    String url = chosen.api().publicUrl().orElse(url(server.port()));
    Optional<Path> authority =
        Optional.of(state.apiAuthority()).filter(file -> tls.isPresent() && Files.exists(file));
    ClientFiles.write(state, url + "/identity/v3", authority, passwords);
    sagas.recover();

    network.bootstrap(identity.project("demo"));
    ensureTinyImage(image, identity.project("admin"));
    if (here) {
      waitForHost(store, hosts, host, began, wanted);
    }
    progress.accept(READY + url);
    identity.warmUp(passwords.admin(), passwords.demo());
  }

  /** Opens the link for other hosts' agents, and gives the API by which they are let in. */
  private ServiceApi serveLink(
      InetSocketAddress address,
      Store store,
      Clock clock,
      Hosts hosts,
      AgentLink link,
      Duration hostSilence,
      PrometheusMeterRegistry metrics)
      throws IOException {
    CertificateAuthority authority = CertificateAuthority.open(settings.state().linkKeys(), clock);
    Enrolments enrolments = new Enrolments(store, clock, authority);
    part(
        HttpServer.start(
            address,
            List.of(new LinkApi(link, enrolments, authority, settings.state().images()).api()),
            _ -> Optional.empty(),
            metrics,
            authority.control()));
    return new HostsApi(store, hosts, link, enrolments, clock, hostSilence).api();
  }

  private static String text(InetSocketAddress address, int port) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private void remember(int port, Optional<Path> certificate) throws IOException {
    boolean open = settings.plain() && !settings.listen().getAddress().isLoopbackAddress();
    settings.state().remember(text(settings.listen(), port), open, certificate, settings.link());
  }

  /** As clients on this host call it. */
  private String url(int port) throws IOException {
    String at =
        settings.listen().getAddress().isAnyLocalAddress()
            ? InetAddress.getLocalHost().getHostName() + ":" + port
            : text(settings.listen(), port);
    return (settings.overTls() ? "https://" : "http://") + at;
  }

  private void startAgent(HostName host, AgentLink link, NetworkChoice chosen, Clock clock)
      throws IOException {
    GuestDriver guests = part(settings.engines().guests(settings.state()));
    NetworkDriver networks =
        part(settings.engines().networks(settings.state(), chosen.bridgeMappings()));
    // Without a link there are no other hosts, and so no tunnels.
    TunnelEnd end =
        settings
            .link()
            .map(at -> TunnelEnd.at(chosen.tunnelAddress().orElse(at.getAddress())))
            .orElse(TunnelEnd.NONE);
    Duties duties = new Duties(HostRole.USUAL, end);
    Agent agent =
        part(new Agent(host, link, guests, networks, duties, settings.state().agent(), clock));
    link.connect(host, agent.questions());
    agent.start();
  }

  /**
   * Made once in a cloud's life. A cloud can do without: where it cannot be made, on a full disk
   * for example, that is said, and tried again at the next start.
   */
  private void ensureTinyImage(ImageService image, ProjectId owner)
      throws IOException, InterruptedException {
    Path made = settings.state().firstImageMade();
    if (!settings.engines().real() || Files.exists(made)) {
      return;
    }
    try {
      if (!image.hasPublic(owner, TinyImage.NAME)) {
        Path file = TinyImage.build(settings.state(), progress);
        image.ensurePublic(owner, TinyImage.NAME, "qcow2", Map.of(), file);
        Files.deleteIfExists(file);
      }
      Files.createFile(made);
    } catch (IOException | CloudException | UserError e) {
      LOG.log(System.Logger.Level.ERROR, "the first image cannot be made", e);
      progress.accept(
          "The image "
              + TinyImage.NAME
              + " could not be made, and is tried again at the next start: "
              + e.getMessage());
    }
  }

  /** What this host was wanted to be when the cloud started; nothing when it is new. */
  private static long wantedRevision(Store store, Hosts hosts, HostName host) {
    return store.read(tx -> hosts.find(tx, host)).map(Hosts.Host::revision).orElse(0L);
  }

  /**
   * A server that is asked for at once must find a host, and one that is shown must be as its guest
   * is: what the host said in an earlier life, or before it looked at its guests, is old.
   */
  private void waitForHost(Store store, Hosts hosts, HostName host, Instant began, long revision)
      throws InterruptedException, IOException {
    long end = System.nanoTime() + HOST_PATIENCE.toNanos();
    Optional<Hosts.Host> seen = Optional.empty();
    while (seen.isEmpty() || seen.get().appliedRevision() < revision) {
      if (System.nanoTime() > end) {
        if (seen.isPresent()) {
          progress.accept("This host is still busy with its networks and guests; see haneul logs.");
          return;
        }
        throw new IOException("the agent of this host does not report; see haneul logs");
      }
      Thread.sleep(10);
      seen = store.read(tx -> hosts.find(tx, host)).filter(it -> !it.seenAt().isBefore(began));
    }
  }

  /** Stops in the reverse order of the start. Guests and networks run on. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.ERROR, "a part of the cloud did not stop", e);
      }
    }
  }
}
