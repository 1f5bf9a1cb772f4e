package haneul.services.identity.store.tokens;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real memcached on a free port of the loopback address. A shell holds it and reads from us:
 * however this JVM ends, the server ends too.
 */
public final class TestMemcached implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      memcached -l 127.0.0.1 -p "$1" -u nobody -m 16 </dev/null &
      cat >/dev/null
      kill -KILL $!
      wait
      """;

  private final int port;
  private @Nullable Process shell;

  public TestMemcached() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    start();
  }

  public InetSocketAddress address() {
    return InetSocketAddress.createUnresolved("127.0.0.1", port);
  }

  /** Starts it with nothing in it. */
  public void start() throws IOException {
    shell =
        new ProcessBuilder("sh", "-c", SCRIPT, "sh", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Awaitility.await("memcached; apt-get install memcached").until(this::answers);
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes it away with all it has. */
  public void stop() throws IOException {
    if (shell != null) {
      shell.getOutputStream().close();
      shell.onExit().join();
      shell = null;
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
