package haneul.app.lab;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes control's API answer on this machine, at the address that it has on its own loopback. SSH
 * carries the connections, to an sshd that is started in control's namespaces on the gate's own
 * pipe: no device here, no other port open, nobody but this machine's root has the key.
 */
final class Gate {
  private static final long PATIENCE_SECONDS = 10;

  private final LabDirectory directory;
  private final InetSocketAddress listen;

  Gate(LabDirectory directory, InetSocketAddress listen) {
    this.directory = directory;
    this.listen = listen;
  }

  private String listenText() {
    return listen.getAddress().getHostAddress() + ":" + listen.getPort();
  }

  private Path key() {
    return directory.files().resolve("id");
  }

  Optional<ProcessHandle> process() throws IOException {
    for (long pid : HostProcess.pids()) {
      List<String> arguments = HostProcess.arguments(pid);
      if (arguments.contains(key().toString()) && arguments.getFirst().equals("ssh")) {
        return ProcessHandle.of(pid);
      }
    }
    return Optional.empty();
  }

  /** Fails when somebody else has the address. */
  void checkFree() throws IOException {
    if (process().isPresent()) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(listen);
    } catch (IOException e) {
      throw new UserError(
          "cannot listen on "
              + listenText()
              + " ("
              + e.getMessage()
              + "); choose another address with --listen ADDRESS:PORT.");
    }
  }

  /**
   * Opens it when it is not open.
   *
   * @param name of the host that control is on
   */
  void open(String name, HostProcess control) throws IOException, InterruptedException {
    if (process().isPresent()) {
      return;
    }
    Process ssh =
        Detached.start(
            directory.log("gate"),
            "",
            List.of(
                "ssh",
                "-N",
                "-F",
                "none",
                "-i",
                key().toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "BatchMode=yes",
                "-o",
                "UserKnownHostsFile=" + directory.files().resolve("known_hosts"),
                "-o",
                "GlobalKnownHostsFile=none",
                "-o",
                "ExitOnForwardFailure=yes",
                "-o",
                "ProxyCommand="
                    + String.join(
                        " ",
                        control.entering(
                            List.of(
                                "/usr/sbin/sshd",
                                "-i",
                                "-e",
                                "-f",
                                "/etc/haneul-lab/sshd_config"))),
                "-L",
                forward(),
                "root@" + name));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!answers()) {
      if (!ssh.isAlive() || System.nanoTime() > end) {
        throw new UserError(
            "the API cannot be brought to "
                + listenText()
                + ": "
                + Detached.end(directory.log("gate")));
      }
      Thread.sleep(20);
    }
  }

  private String forward() {
    String address = listen.getAddress().getHostAddress();
    String text = (address.contains(":") ? "[" + address + "]" : address) + ":" + listen.getPort();
    return text + ":" + text;
  }

  private boolean answers() {
    try (Socket _ = new Socket(listen.getAddress(), listen.getPort())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  void close() throws IOException, InterruptedException {
    Optional<ProcessHandle> open = process();
    if (open.isPresent()) {
      open.get().destroyForcibly();
      Detached.awaitEnd(open.get());
    }
  }
}
