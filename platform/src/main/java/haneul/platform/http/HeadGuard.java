package haneul.platform.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * HTTP/1.1 whose request heads must arrive in time: a client that sends a header now and then would
 * otherwise hold its connection for ever, since each byte is an answer to the read timeout. A
 * connection whose head is late counts as idle and is closed.
 */
final class HeadGuard implements ServerConnectionSelector, Http1ConnectionListener {
  private final Duration headWait;
  private final Connections connections;
  private final Http1ConnectionSelector http1;

  /** When the request line came of connections whose headers have not all come. */
  private final Map<ConnectionContext, Long> incomplete = new ConcurrentHashMap<>();

  HeadGuard(HttpLimits limits, Connections connections) {
    this.headWait = limits.headWait();
    this.connections = connections;
    this.http1 =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxPrologueLength(limits.lineBytes())
                    .maxHeadersSize(limits.headerBytes())
                    // Paths are checked where a service's words are at hand.
                    .validatePath(false)
                    .continueImmediately(false)
                    .addReceiveListener(this)
                    .build())
            .build();
  }

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    incomplete.put(connection, System.nanoTime());
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    incomplete.remove(connection);
    connections.begins(connection.remotePeer().address());
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new Guarded(context, http1.connection(context));
  }

  private final class Guarded implements ServerConnection {
    private final ConnectionContext context;
    private final ServerConnection connection;

    Guarded(ConnectionContext context, ServerConnection connection) {
      this.context = context;
      this.connection = connection;
    }

    private boolean late() {
      Long since = incomplete.get(context);
      return since != null && System.nanoTime() - since > headWait.toNanos();
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      try {
        connection.handle(limit);
      } finally {
        incomplete.remove(context);
        connections.ended(context.remotePeer().address());
      }
    }

    @Override
    public Duration idleTime() {
      return late() ? Duration.ofDays(1) : connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt || late());
    }
  }
}
