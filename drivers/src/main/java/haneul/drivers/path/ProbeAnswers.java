package haneul.drivers.path;

import haneul.base.host.PathProbe;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Answers the probes of one check, for as long as it lasts: to its peers only, when they have its
 * key, with 24 bytes each, and so many a second. All else is not answered at all.
 */
final class ProbeAnswers implements AutoCloseable {
  private static final int MOST_A_SECOND = 2_000;
  private static final int MOST_BYTES = 65_535;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final DatagramSocket socket;
  private final ProbePacket packet;
  private final Set<InetAddress> peers;
  private final long endNanos;
  private long secondNanos = System.nanoTime();
  private int answered;

  private ProbeAnswers(DatagramSocket socket, PathProbe.Listen listen) {
    this.socket = socket;
    this.packet = new ProbePacket(listen.key());
    this.peers =
        listen.peers().stream().map(InetAddress::ofLiteral).collect(Collectors.toUnmodifiableSet());
    this.endNanos = System.nanoTime() + Duration.ofSeconds(listen.seconds()).toNanos();
  }

  static ProbeAnswers start(String local, int port, PathProbe.Listen listen) throws IOException {
    DatagramSocket socket;
    try {
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(local), port));
    } catch (BindException e) {
      throw new IOException(
          "UDP port %d of %s cannot be had (%s); ss -lunp shows who has it"
              .formatted(port, local, e.getMessage()),
          e);
    }
    ProbeAnswers answers = new ProbeAnswers(socket, listen);
    Thread.ofVirtual().name("probe answers").start(answers::run);
    return answers;
  }

  int port() {
    return socket.getLocalPort();
  }

  private void run() {
    DatagramPacket received = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
    try (socket) {
      while (!socket.isClosed()) {
        long left = (endNanos - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        socket.setSoTimeout((int) left);
        received.setLength(MOST_BYTES);
        socket.receive(received);
        answer(received);
      }
    } catch (SocketTimeoutException over) {
      // The check is.
    } catch (IOException closed) {
      // By the next check, or the end of the program.
    }
  }

  private void answer(DatagramPacket received) {
    if (!peers.contains(received.getAddress()) || !mayAnswer()) {
      return;
    }
    byte[] datagram = Arrays.copyOf(received.getData(), received.getLength());
    Optional<byte[]> answer = packet.answer(datagram);
    if (answer.isPresent()) {
      try {
        socket.send(
            new DatagramPacket(answer.get(), answer.get().length, received.getSocketAddress()));
      } catch (IOException lost) {
        // As on the way: it is asked again.
      }
    }
  }

  private boolean mayAnswer() {
    long now = System.nanoTime();
    if (now - secondNanos >= SECOND) {
      secondNanos = now;
      answered = 0;
    }
    answered++;
    return answered <= MOST_A_SECOND;
  }

  @Override
  public void close() {
    socket.close();
  }
}
