package haneul.drivers.path;

import haneul.base.host.PathProbe;
import haneul.base.host.PathProbe.Card;
import haneul.base.host.PathProbe.Listen;
import haneul.base.host.PathProbe.Measured;
import haneul.base.host.PathProbe.Way;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.NetworkInterface;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The paths from this host to others. */
public final class Paths implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private @Nullable ProbeAnswers answers;

  /** Answers probes, in place of those of an earlier check. */
  public synchronized Card answer(String local, Listen listen) throws IOException {
    close();
    if (listen.peers().isEmpty()) {
      return card(local, local);
    }
    Card card = card(local, listen.peers().getFirst());
    answers = ProbeAnswers.start(local, PathProbe.PORT, listen);
    return card;
  }

  /**
   * Measures on a thread of its own: waiting in the C library would hold up the virtual threads
   * that share one.
   */
  public Measured measure(String local, Way way) throws IOException {
    Card card = card(local, way.peer());
    FutureTask<Measured> task =
        new FutureTask<>(() -> {
          try (ProbeSocket socket = new ProbeSocket(local, way.peer())) {
            return new PathMeter(socket, card, way).measure();
          }
        });
    Thread.ofPlatform().name("path to " + way.peer()).daemon(true).start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while measuring");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failed
          ? failed
          : new IOException("measuring failed: " + e.getCause(), e);
    }
  }

  /**
   * The device that packets leave by. Asked of the kernel's routes, as a switch in user space has
   * the address a second time.
   */
  private static Card card(String local, String peer) throws IOException {
    String route = Commands.run("ip", "-j", "route", "get", peer, "from", local);
    String name = JSON.readTree(route).path(0).path("dev").asString("");
    NetworkInterface device = NetworkInterface.getByName(name);
    if (device == null) {
      throw new IOException("no device leads from " + local + " to " + peer);
    }
    return new Card(name, device.getMTU());
  }

  @Override
  public synchronized void close() {
    if (answers != null) {
      answers.close();
      answers = null;
    }
  }
}
