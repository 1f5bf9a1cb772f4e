package haneul.app.cloud;

import haneul.base.host.HostReport.GuestState;
import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.NetworkDriver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Takes down what a stopped cloud left running on this host. Disks and the database stay: the next
 * start finds the guests stopped and says so, and makes the networks anew.
 */
public final class HostShutdown {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private HostShutdown() {}

  public static void run(StateDirectory state, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (GuestDriver guests = Engines.REAL.guests(state);
        NetworkDriver networks = Engines.REAL.networks(state, Map.of())) {
      List<ServerId> running =
          guests.guests().entrySet().stream()
              .filter(guest ->
                  guest.getValue().state() == GuestState.RUNNING
                      || guest.getValue().state() == GuestState.PAUSED)
              .map(java.util.Map.Entry::getKey)
              .toList();
      stop(guests, running, progress);
      networks.removeAll();
    }
  }

  private static void stop(GuestDriver driver, List<ServerId> guests, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<Future<ServerId>> stopping = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ServerId guest : guests) {
        stopping.add(
            threads.submit(() -> {
              driver.stop(guest, PATIENCE);
              return guest;
            }));
      }
      for (Future<ServerId> each : stopping) {
        progress.accept("Guest " + each.get() + " is down.");
      }
    } catch (ExecutionException e) {
      throw new IOException("a guest could not be stopped: " + e.getMessage(), e);
    }
  }
}
