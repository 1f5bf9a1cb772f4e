package haneul.drivers.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.HostWanted;
import haneul.base.wire.HostWire;
import haneul.drivers.process.Commands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another host beside the test's own: its network, its processes, its switch. A veth pair, {@code
 * ul0} on both, is the underlay: 192.0.2.1 here, 192.0.2.2 there.
 */
final class SecondHost implements AutoCloseable {
  static final String HERE = "192.0.2.1";
  static final String THERE = "192.0.2.2";
  private static final String BECOME =
      """
      mount -t sysfs sysfs /sys
      mount -t tmpfs -o mode=755 tmpfs /run
      mkdir -p /run/openvswitch
      mount -t tmpfs -o mode=755 tmpfs /etc/openvswitch
      ip link set lo up
      exec "$@"
      """;

  private final Path state;
  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  SecondHost(Path state, String cloud, int mtu) throws IOException {
    this.state = Files.createDirectories(state);
    List<String> command =
        new ArrayList<>(List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"));
    command.addAll(List.of("--mount-proc", "sh", "-ec", BECOME, "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(HostMain.class.getName(), state.toString(), cloud));
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    removeAll(); // it answers, and so is there
    Commands.run(
        "sh",
        "-ec",
        """
        ip link add ul0 mtu $2 type veth peer name ul0 mtu $2 netns $1
        ip addr add 192.0.2.1/24 dev ul0
        ip link set ul0 up
        nsenter -t $1 -n sh -ec 'ip addr add 192.0.2.2/24 dev ul0; ip link set ul0 up'
        """,
        "sh",
        pid(),
        Integer.toString(mtu));
  }

  /** Lays a wire from a device here to one there, both up and without an address. */
  void wire(String here, String there) throws IOException {
    Commands.runWithInput(
        "link add %s up type veth peer name %s netns %s\n".formatted(here, there, pid()),
        "ip",
        "-batch",
        "-");
    run("ip", "link", "set", there, "up");
  }

  private String pid() {
    return Long.toString(process.toHandle().children().findFirst().orElseThrow().pid());
  }

  /** The command that enters it. */
  List<String> enter() {
    return List.of("nsenter", "-t", pid(), "--net", "--mount", "--pid");
  }

  String run(String... command) throws IOException {
    List<String> all = new ArrayList<>(enter());
    all.addAll(List.of(command));
    return Commands.run(all);
  }

  void apply(HostWanted wanted) throws IOException {
    Path file = state.resolve("wanted.json");
    Files.write(file, HostWire.bytes(wanted));
    say(file.toString());
    run("ovs-appctl", "revalidator/wait");
    run("ovs-appctl", "revalidator/wait");
  }

  void removeAll() throws IOException {
    say("");
  }

  private void say(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
    assertThat(out.readLine()).isEqualTo("ok");
  }

  FakeGuest guest(String name, haneul.base.host.WantedPort port) throws IOException {
    return new FakeGuest(enter(), state, name, port);
  }

  /** More than once does no harm. */
  @Override
  public void close() throws IOException {
    if (!process.isAlive()) {
      return;
    }
    try {
      removeAll();
    } finally {
      process.destroyForcibly().onExit().join();
      Commands.attempt("ip", "link", "del", "ul0");
    }
  }
}
