package haneul.app.cloud;

import haneul.agent.Agent;
import haneul.agent.Duties;
import haneul.agent.TunnelEnd;
import haneul.agent.link.HostIdentity;
import haneul.agent.link.Joining;
import haneul.agent.link.RemoteLink;
import haneul.base.host.ControlLink;
import haneul.base.host.HostReport;
import haneul.base.host.HostReport.Underlay;
import haneul.base.host.HostRole;
import haneul.base.host.HostWanted;
import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.NetworkDriver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many hosts in this process, for tests and figures of scale. Each is what a host is to a real
 * control: an agent with a certificate and connections of its own. Only its engines are fakes.
 */
public final class SimulatedHosts implements AutoCloseable {
  private static final int JOINING_AT_ONCE = 8;
  private static final int MTU_BYTES = 1500;

  /** What ends each. */
  private final List<Runnable> hosts = new CopyOnWriteArrayList<>();

  private SimulatedHosts() {}

  /** A new host token. */
  public interface Tokens {
    String make() throws IOException, InterruptedException;
  }

  /** Told of each wanted state that a host has got, on that host's thread. */
  public interface Listener {
    void got(HostName host, HostWanted wanted);
  }

  /**
   * Joins and starts {@code count} hosts, named {@code sim-0001} and so on, that have tunnels to
   * each other.
   *
   * @param directory where they keep what a host keeps
   */
  public static SimulatedHosts join(
      URI control, Path directory, int count, Tokens tokens, Listener listener)
      throws IOException, InterruptedException {
    SimulatedHosts hosts = new SimulatedHosts();
    try (ExecutorService joining = Executors.newFixedThreadPool(JOINING_AT_ONCE)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int number = 1; number <= count; number++) {
        String name = "sim-%04d".formatted(number);
        Underlay underlay =
            new Underlay("10.255.%d.%d".formatted(number / 256, number % 256), MTU_BYTES);
        work.add(() -> {
          hosts.start(control, directory.resolve(name), name, underlay, tokens, listener);
          return null;
        });
      }
      for (Future<Void> one : joining.invokeAll(work)) {
        one.get();
      }
      return hosts;
    } catch (ExecutionException e) {
      hosts.close();
      throw new IOException("a simulated host did not join", e);
    }
  }

  private void start(
      URI control, Path directory, String name, Underlay underlay, Tokens tokens, Listener listener)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path file = directory.resolve("host.pem");
    HostName host = new HostName(name);
    HostIdentity identity = Joining.join(control, tokens.make(), host, file);
    Clock clock = Clock.systemUTC();
    StateDirectory state = new StateDirectory(directory);
    RemoteLink link = new RemoteLink(control, identity, file, clock);
    GuestDriver guests = Engines.FAKE.guests(state);
    NetworkDriver networks = Engines.FAKE.networks(state, Map.of());
    Duties duties = new Duties(HostRole.USUAL, TunnelEnd.simulated(underlay));
    Agent agent =
        new Agent(host, new Heard(link, listener), guests, networks, duties, directory, clock);
    hosts.add(() -> {
      agent.close();
      link.close();
    });
    agent.start();
  }

  private record Heard(ControlLink link, Listener listener) implements ControlLink {
    @Override
    public HostWanted await(HostName host, long afterRevision, Duration wait)
        throws InterruptedException {
      HostWanted wanted = link.await(host, afterRevision, wait);
      listener.got(host, wanted);
      return wanted;
    }

    @Override
    public void report(HostReport report) {
      link.report(report);
    }

    @Override
    public void fetchImage(ImageId image, Path target) throws IOException {
      link.fetchImage(image, target);
    }
  }

  /** Stops all of them at once. */
  @Override
  public void close() {
    try (ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor()) {
      hosts.forEach(closing::execute);
    }
    hosts.clear();
  }
}
