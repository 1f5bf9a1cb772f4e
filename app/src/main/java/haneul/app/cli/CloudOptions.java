package haneul.app.cli;

import haneul.app.cloud.StateDirectory;
import haneul.tools.console.UserError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cloud a command is about. */
public final class CloudOptions {
  static final String DEFAULT_LISTEN = "127.0.0.1:5000";

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "/var/lib/haneul",
      description =
          "Holds everything: database, images, instances, keys, clouds.yaml. Default:"
              + " ${DEFAULT-VALUE}")
  private Path state = Path.of("/var/lib/haneul");

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      description =
          "Where the APIs answer, over TLS unless only this host reaches it. Default: where this"
              + " cloud answered last, at first "
              + DEFAULT_LISTEN)
  private @Nullable String listen;

  StateDirectory state() {
    return new StateDirectory(state.toAbsolutePath().normalize());
  }

  /** What was asked for, else what the cloud used last, else the default. */
  InetSocketAddress listen() {
    String text = listen == null ? state().listen().orElse(DEFAULT_LISTEN) : listen;
    return parse(text);
  }

  Optional<String> askedListen() {
    return Optional.ofNullable(listen);
  }

  /** Where the APIs answer. */
  static InetSocketAddress parse(String text) {
    return address("--listen", text);
  }

  /** An address and a port, given with {@code option}. */
  static InetSocketAddress address(String option, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon).replaceAll("^\\[|]$", "");
    String port = colon < 0 ? "" : text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
      throw new UserError(option + " takes ADDRESS:PORT, for example 127.0.0.1:5000, not " + text);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
    } catch (UnknownHostException e) {
      throw new UserError(option + " " + text + ": " + host + " is not an address of this host");
    }
  }

  /** A line for the terminal, at once. */
  static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
