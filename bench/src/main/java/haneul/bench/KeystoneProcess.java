package haneul.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's Keystone, by {@code bench/identity/keystone}; ends with its input. */
final class KeystoneProcess implements AutoCloseable {
  private final Process script;
  private final int port;

  private KeystoneProcess(Process script, int port) {
    this.script = script;
    this.port = port;
  }

  static KeystoneProcess start() throws IOException {
    Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "haneul-keystone-");
    int port = freePort();
    Process script =
        new ProcessBuilder(
                Path.of(System.getProperty("haneul.home", "."), "bench/identity/keystone")
                    .toString(),
                directory.toString(),
                Integer.toString(port))
            .redirectErrorStream(true)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.equals("ready")) {
        return new KeystoneProcess(script, port);
      }
      all.append(line).append('\n');
    }
    throw new IOException("Keystone did not start:\n" + all);
  }

  /** With the two next to it free, most likely. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort() - 3;
    }
  }

  IdentityPeer identity() {
    List<Long> processes = script.descendants().map(ProcessHandle::pid).toList();
    return new IdentityPeer("Keystone", "http://127.0.0.1:" + port + "/v3", "secret", processes);
  }

  @Override
  public void close() throws IOException {
    script.getOutputStream().close();
    script.onExit().join();
  }
}
