package haneul.app.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Carries the frames between two hosts late, and loses some: a process of its own on the switch,
 * beside the rule that keeps the switch from carrying them. The kernel's netem would need a module
 * that small kernels lack; this needs none.
 */
public final class Relay {
  /** {@code lab-delay LAB ONE OTHER MILLISECONDS LOSS_PERCENT DEVICE MAC DEVICE MAC …}. */
  public static final String COMMAND = "lab-delay";

  private static final int FIRST_DEVICE = 6;
  private static final int WIRE_ARGUMENTS = 4;
  private static final int MOST_WAITING = 10_000;
  private static final int KERNEL_HEADER_BYTES = 10;
  private static final int MAC_BYTES = 6;
  private static final long RETRY_MILLIS = 100;

  private final long delayNanos;
  private final double lossPercent;

  private Relay(long delayMillis, double lossPercent) {
    this.delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    this.lossPercent = lossPercent;
  }

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    Relay relay = new Relay(Long.parseLong(arguments[4]), Double.parseDouble(arguments[5]));
    List<Thread> threads = new ArrayList<>();
    for (int at = FIRST_DEVICE; at < arguments.length; at += WIRE_ARGUMENTS) {
      End one = new End(arguments[at], arguments[at + 1]);
      End other = new End(arguments[at + 2], arguments[at + 3]);
      threads.addAll(relay.carry(one, other));
      threads.addAll(relay.carry(other, one));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** A host's port on the switch, and who is behind it. */
  private static final class End {
    private final String device;
    private final Set<String> behind = ConcurrentHashMap.newKeySet();

    End(String device, String mac) {
      this.device = device;
      behind.add(mac.replace(":", ""));
    }
  }

  private record Waiting(byte[] frame, long dueNanos) {}

  private List<Thread> carry(End from, End to) {
    BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    return List.of(
        start("from-" + from.device, () -> receive(from, to, waiting)),
        start("to-" + to.device, () -> send(to, waiting)));
  }

  /** What uses a socket until that fails, e.g. because its device went with a host's power. */
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static Thread start(String name, Work work) {
    return Thread.ofPlatform()
        .name(name)
        .start(() -> {
          try {
            while (true) {
              try {
                work.run();
              } catch (IOException gone) {
                Thread.sleep(RETRY_MILLIS);
              }
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void receive(End from, End to, BlockingQueue<Waiting> waiting) throws IOException {
    try (PacketSocket socket = new PacketSocket(from.device, true)) {
      while (true) {
        byte[] frame = socket.receive();
        if (frame.length < KERNEL_HEADER_BYTES + 2 * MAC_BYTES) {
          continue;
        }
        from.behind.add(mac(frame, KERNEL_HEADER_BYTES + MAC_BYTES));
        boolean toMany = (frame[KERNEL_HEADER_BYTES] & 1) != 0;
        if ((toMany || to.behind.contains(mac(frame, KERNEL_HEADER_BYTES))) && !isLost()) {
          boolean _ = waiting.offer(new Waiting(frame, System.nanoTime() + delayNanos));
        }
      }
    }
  }

  private boolean isLost() {
    return ThreadLocalRandom.current().nextDouble(100) < lossPercent;
  }

  private static String mac(byte[] frame, int at) {
    return HexFormat.of().formatHex(Arrays.copyOfRange(frame, at, at + MAC_BYTES));
  }

  private static void send(End to, BlockingQueue<Waiting> waiting)
      throws IOException, InterruptedException {
    try (PacketSocket socket = new PacketSocket(to.device, false)) {
      while (true) {
        Waiting next = waiting.take();
        TimeUnit.NANOSECONDS.sleep(next.dueNanos() - System.nanoTime());
        socket.send(next.frame());
      }
    }
  }
}
