package haneul.app.cli;

import haneul.agent.link.HostIdentity;
import haneul.agent.link.Joining;
import haneul.app.cloud.HostAgent;
import haneul.app.cloud.PhysicalNetworks;
import haneul.app.cloud.StateDirectory;
import haneul.base.host.ControlAway;
import haneul.base.host.HostRole;
import haneul.base.id.HostName;
import haneul.tools.console.UserError;
import java.io.Console;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code haneul agent}: this host takes part in a cloud whose control is elsewhere. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = {
      "Start this host's agent. The first time it joins a cloud:",
      "",
      "  on control:   haneul host token",
      "  here:         haneul agent --join https://CONTROL:5001 --token TOKEN",
      "",
      "The same command may be run again, whatever became of it; a host that has joined just starts.",
      "Later `haneul agent` is enough: it remembers --role, --tunnel-address and --physical-network, too. `haneul down` stops it; guests run on."
    })
public final class AgentCommand implements Callable<Integer> {
  private static final int MAX_TOKEN_BYTES = 1_000;

  /** As long as control takes to start, and not so long that nobody sees what is wrong. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "/var/lib/haneul",
      description = "Holds this host's instances, images and key. Default: ${DEFAULT-VALUE}")
  private Path state = Path.of("/var/lib/haneul");

  @Option(
      names = "--join",
      paramLabel = "URL",
      description = "Where control listens for agents: https://ADDRESS:PORT.")
  private @Nullable String join;

  @Option(
      names = "--token",
      description =
          "From `haneul host token`, good for one host. Without it the first line of the standard input is"
              + " taken, which `ps` does not show.")
  private @Nullable String token;

  @Option(names = "--name", description = "This host's name in the cloud. Default: its own name.")
  private @Nullable String name;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "What this host does: compute runs guests, network serves DHCP, storage keeps volumes."
              + " Give it once for each. Default: compute and network.")
  private List<String> roles = List.of();

  @Option(
      names = "--tunnel-address",
      paramLabel = "ADDRESS",
      description =
          "The address of this host (IPv4) where tunnels from other hosts end. Default: the one"
              + " from which it reaches control.")
  private @Nullable String tunnelAddress;

  @Option(
      names = "--physical-network",
      paramLabel = "NAME:DEVICE",
      description =
          "A network outside that this host reaches, and by which device: a card without an"
              + " address, or a bridge of Open vSwitch. Flat and VLAN networks are on it. Give it"
              + " once for each; `none` forgets all.")
  private List<String> physicalNetworks = List.of();

  @Mixin private Detaching detaching = new Detaching();

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateDirectory directory = new StateDirectory(state.toAbsolutePath().normalize());
    if (!System.getProperty("user.name", "").equals("root")) {
      throw new UserError("namespaces, taps and guests need root: run it with sudo.");
    }
    if (directory.owner().isPresent()) {
      System.out.println("Haneul runs from " + directory.root() + " already.");
      return 0;
    }
    Set<HostRole> asked = roles();
    checkTunnelAddress();
    Optional<Map<String, String>> reached = physicalNetworks();
    directory.create();
    if (join != null) {
      URI control = control(join);
      join(directory, control);
      remember(directory, control.toString(), asked, reached);
    } else {
      remember(
          directory,
          directory
              .control()
              .orElseThrow(() ->
                  new UserError(
                      "this host has not joined a cloud: --join https://CONTROL:PORT --token"
                          + " TOKEN.")),
          asked,
          reached);
    }
    // The launcher starts it once it has joined, which may ask for the token.
    if (detaching.serves()) {
      serve(directory);
    } else if (join == null) {
      throw Detaching.needsTheLauncher();
    }
    return 0;
  }

  private void join(StateDirectory directory, URI control)
      throws IOException, InterruptedException {
    String secret = token == null ? ask() : token;
    HostName host = new HostName(name == null ? InetAddress.getLocalHost().getHostName() : name);
    try {
      Joining.join(
          control, secret.strip(), host, directory.hostIdentity(), PATIENCE, AgentCommand::sayWhy);
    } catch (ControlAway e) {
      throw new UserError(
          "cannot join "
              + control
              + ": "
              + e.getMessage()
              + ".\nRun the same command again when control is there; the token is still good for"
              + " this host until it expires.");
    } catch (IOException e) {
      throw new UserError("cannot join " + control + ": " + e.getMessage());
    }
    System.out.println("Joined " + control + " as " + host + ".");
  }

  /** What is not said now stays as it was. */
  private void remember(
      StateDirectory directory,
      String control,
      Set<HostRole> asked,
      Optional<Map<String, String>> reached)
      throws IOException {
    directory.rememberControl(
        control,
        directory.tag(),
        asked.isEmpty() ? directory.roles() : asked,
        Optional.ofNullable(tunnelAddress).or(directory::tunnelAddress),
        reached.orElseGet(directory::physicalNetworks));
  }

  private Set<HostRole> roles() {
    Set<HostRole> asked = EnumSet.noneOf(HostRole.class);
    for (String role : roles) {
      asked.add(
          HostRole.parse(role)
              .orElseThrow(() ->
                  new UserError("--role takes compute, network or storage, not " + role + ".")));
    }
    return asked;
  }

  /** Empty when nothing is said of them. */
  private Optional<Map<String, String>> physicalNetworks() {
    if (physicalNetworks.equals(List.of("none"))) {
      return Optional.of(Map.of());
    }
    try {
      return Optional.of(PhysicalNetworks.parse(physicalNetworks)).filter(its -> !its.isEmpty());
    } catch (IllegalArgumentException e) {
      throw new UserError("--physical-network: " + e.getMessage() + ".");
    }
  }

  private void checkTunnelAddress() {
    if (tunnelAddress != null) {
      try {
        Inet4Address.ofLiteral(tunnelAddress);
      } catch (IllegalArgumentException e) {
        throw new UserError(
            "--tunnel-address takes an IPv4 address of this host, not " + tunnelAddress + ".");
      }
    }
  }

  private static void sayWhy(ControlAway away) {
    System.err.println(
        "haneul: " + away.getMessage() + "; trying again for " + PATIENCE.toSeconds() + " s …");
  }

  private static String ask() throws IOException {
    Optional<Console> terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (terminal.isPresent()) {
      char[] typed = terminal.get().readPassword("Token: ");
      return typed == null ? "" : new String(typed);
    }
    String piped = new String(System.in.readNBytes(MAX_TOKEN_BYTES), StandardCharsets.UTF_8);
    return piped.lines().findFirst().orElse("");
  }

  private static URI control(String text) {
    URI uri = text.matches("https://[A-Za-z0-9.:\\[\\]-]{1,255}/?") ? URI.create(text) : null;
    if (uri == null || uri.getHost() == null || uri.getPort() < 0) {
      throw new UserError("--join takes https://ADDRESS:PORT, not " + text);
    }
    return uri;
  }

  private static void serve(StateDirectory directory) throws IOException, InterruptedException {
    Optional<HostIdentity> identity = HostIdentity.read(directory.hostIdentity());
    if (identity.isEmpty()) {
      throw new UserError("this host's certificate is gone; join anew with --join and --token.");
    }
    URI control = URI.create(directory.control().orElseThrow());
    Serving.untilAsked(
        directory,
        () -> {
          HostAgent agent = HostAgent.start(directory, control, identity.get());
          CloudOptions.say(HostAgent.READY + identity.get().host() + " of " + control);
          return agent;
        });
  }
}
