package haneul.platform.http;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Helidon's socket options, with a limit on connections and a read timeout: Helidon sets none on a
 * channel, and a client that stops in the middle would hold its thread for ever.
 */
record ReadTimeout(SocketOptions usual, Connections connections) implements SocketOptions {
  static ReadTimeout of(Duration timeout, Connections connections) {
    // A TLS handshake is several small writes, each of which would wait for the client's delayed
    // acknowledgement, 40 ms.
    return new ReadTimeout(
        SocketOptions.builder().readTimeout(timeout).tcpNoDelay(true).build(), connections);
  }

  /** The first that is called with what was accepted; what it throws ends that one alone. */
  @Override
  public void configureSocket(SocketChannel channel) {
    if (!connections.admit(channel.socket())) {
      throw new IllegalStateException("too many connections");
    }
    usual.configureSocket(channel);
    try {
      channel.socket().setSoTimeout(Math.toIntExact(readTimeout().toMillis()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void configureSocket(Socket socket) {
    usual.configureSocket(socket);
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return usual.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return usual.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return usual.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return usual.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return usual.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return usual.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return usual.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return usual.tcpNoDelay();
  }
}
