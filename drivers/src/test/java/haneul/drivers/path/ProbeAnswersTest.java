package haneul.drivers.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.host.PathProbe.Listen;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whom a host answers, and with what. */
class ProbeAnswersTest {
  private static final String HERE = "127.0.0.1";
  private static final ProbePacket OURS = new ProbePacket("0f".repeat(16));
  private static final ProbePacket FOREIGN = new ProbePacket("f0".repeat(16));
  private static final int SILENCE_MILLIS = 20;

  private static ProbeAnswers answering(String... peers) throws IOException {
    return ProbeAnswers.start(HERE, 0, new Listen("0f".repeat(16), List.of(peers), 60));
  }

  private static Optional<byte[]> ask(ProbeAnswers answers, byte[] datagram, int patienceMillis)
      throws IOException {
    InetAddress here = InetAddress.ofLiteral(HERE);
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(here, 0))) {
      socket.setSoTimeout(patienceMillis);
      socket.send(new DatagramPacket(datagram, datagram.length, here, answers.port()));
      DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
      socket.receive(answer);
      return Optional.of(java.util.Arrays.copyOf(answer.getData(), answer.getLength()));
    } catch (SocketTimeoutException nothing) {
      return Optional.empty();
    }
  }

  @Test
  void aLargeProbeGetsASmallAnswer() throws IOException {
    try (ProbeAnswers answers = answering(HERE)) {
      byte[] answer = ask(answers, OURS.of(7, 1500), 5_000).orElseThrow();
      assertThat(answer).hasSize(ProbePacket.BYTES);
      assertThat(OURS.number(answer)).hasValue(7);
      assertThat(FOREIGN.number(answer)).isEmpty();
    }
  }

  @Test
  void othersGetNone() throws IOException {
    try (ProbeAnswers answers = answering(HERE)) {
      assertThat(ask(answers, FOREIGN.of(1, 1500), SILENCE_MILLIS)).isEmpty();
      assertThat(ask(answers, new byte[0], SILENCE_MILLIS)).isEmpty();
      assertThat(ask(answers, new byte[ProbePacket.BYTES], SILENCE_MILLIS)).isEmpty();
      assertThat(ask(answers, OURS.of(2, 68), 5_000)).isPresent();
    }
    try (ProbeAnswers answers = answering("127.0.0.2")) {
      assertThat(ask(answers, OURS.of(1, 68), SILENCE_MILLIS)).isEmpty();
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() throws IOException {
    try (ProbeAnswers answers = answering(HERE)) {
      Listen listen = new Listen("0f".repeat(16), List.of(HERE), 60);
      assertThatThrownBy(() -> ProbeAnswers.start(HERE, answers.port(), listen))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("UDP port " + answers.port() + " of 127.0.0.1 cannot be had");
    }
  }
}
