package haneul.agent;

import haneul.base.host.ControlLink;
import haneul.base.host.HostQuestions;
import haneul.base.id.HostName;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.NetworkDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one host what control wants it to be. Guests and networks outlive it: after {@link
 * #close()}, or a kill, the next agent over the same drivers goes on.
 */
public final class Agent implements AutoCloseable {
  private static final Duration KEEP_UNUSED_IMAGES = Duration.ofHours(6);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);

  private final HostName host;
  private final ControlLink link;
  private final GuestDriver guests;
  private final NetworkDriver network;
  private final Duties duties;
  private final Path stateDirectory;
  private final Clock clock;
  private final AgentTiming timing;
  private @Nullable Parts parts;

  /** What runs between start and close. */
  private record Parts(
      LinkListener listener,
      NetworkReconciler networks,
      GuestReconciler reconciler,
      Reporter reporter,
      ImageKeeper keeper,
      Loop sweeper) {}

  /** An agent at rest, of a host that no tunnel leads to. */
  public Agent(
      HostName host,
      ControlLink link,
      GuestDriver guests,
      NetworkDriver network,
      Path stateDirectory,
      Clock clock) {
    this(host, link, guests, network, Duties.ALONE, stateDirectory, clock);
  }

  /**
   * An agent at rest.
   *
   * @param stateDirectory where the host keeps things; base images go below {@code images-cache/}
   */
  public Agent(
      HostName host,
      ControlLink link,
      GuestDriver guests,
      NetworkDriver network,
      Duties duties,
      Path stateDirectory,
      Clock clock) {
    this(host, link, guests, network, duties, stateDirectory, clock, AgentTiming.standard());
  }

  Agent(
      HostName host,
      ControlLink link,
      GuestDriver guests,
      NetworkDriver network,
      Duties duties,
      Path stateDirectory,
      Clock clock,
      AgentTiming timing) {
    this.host = host;
    this.link = link;
    this.guests = guests;
    this.network = network;
    this.duties = duties;
    this.stateDirectory = stateDirectory;
    this.clock = clock;
    this.timing = timing;
  }

  /** Begins to work, and returns at once. Once only. */
  public synchronized void start() throws IOException {
    if (parts != null) {
      throw new IllegalStateException("the agent was started before");
    }
    ImageCache images =
        new ImageCache(stateDirectory.resolve("images-cache"), link, clock, KEEP_UNUSED_IMAGES);
    WantedState wanted = new WantedState();
    Faults faults = new Faults();
    Wiring wiring = new Wiring();
    NetworkReconciler networks =
        new NetworkReconciler(
            network, wanted, () -> Set.copyOf(guests.guests().keySet()), timing, wiring::report);
    GuestWorker worker = new GuestWorker(guests, networks, images, faults, timing);
    GuestReconciler reconciler =
        new GuestReconciler(guests, wanted, worker, faults, timing, wiring::guestProgressed);
    Reporter reporter =
        new Reporter(
            host,
            link,
            guests,
            networks,
            reconciler,
            wanted,
            faults,
            duties,
            stateDirectory,
            clock,
            timing);
    ImageKeeper keeper = new ImageKeeper(wanted, images, timing);
    wiring.connect(networks, reconciler, reporter, keeper);
    guests.onChange(wiring::report);
    Loop sweeper =
        Loop.start(
            "agent image sweep",
            timing,
            () -> {
              images.removeUnused();
              Thread.sleep(SWEEP_EVERY);
            });
    LinkListener listener = new LinkListener(host, link, wanted, timing, wiring::wantedChanged);
    parts = new Parts(listener, networks, reconciler, reporter, keeper, sweeper);
  }

  /** Answers control's questions, started or not. */
  public HostQuestions questions() {
    return new Answers(guests, network, duties.tunnelEnd());
  }

  /** Stops working. Guests and networks run on; the drivers stay open. */
  @Override
  public synchronized void close() {
    Parts running = parts;
    if (running != null) {
      running.listener().close();
      running.reconciler().close();
      running.networks().close();
      running.reporter().close();
      running.keeper().close();
      running.sweeper().close();
    }
  }

  /** Who wakes whom. The parts are made one after another, so it is connected last. */
  private static final class Wiring {
    private volatile @Nullable NetworkReconciler networks;
    private volatile @Nullable GuestReconciler reconciler;
    private volatile @Nullable Reporter reporter;
    private volatile @Nullable ImageKeeper keeper;

    void connect(
        NetworkReconciler networks,
        GuestReconciler reconciler,
        Reporter reporter,
        ImageKeeper keeper) {
      this.networks = networks;
      this.reconciler = reconciler;
      this.reporter = reporter;
      this.keeper = keeper;
    }

    void wantedChanged() {
      NetworkReconciler wakeNetworks = networks;
      GuestReconciler wakeGuests = reconciler;
      ImageKeeper wakeImages = keeper;
      if (wakeNetworks != null && wakeGuests != null && wakeImages != null) {
        wakeGuests.wake();
        wakeNetworks.wake();
        wakeImages.wake();
      }
    }

    /** A guest that is gone frees its ports. */
    void guestProgressed() {
      NetworkReconciler wake = networks;
      if (wake != null) {
        wake.wake();
      }
      report();
    }

    void report() {
      Reporter wake = reporter;
      if (wake != null) {
        wake.wake();
      }
    }
  }
}
