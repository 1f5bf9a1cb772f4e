package haneul.drivers.ovs;

import haneul.base.host.WantedPort;
import haneul.drivers.netns.DeviceNames;
import haneul.drivers.netns.Ledger;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A namespace in place of a QEMU guest: what shall be the tap is one end of a veth pair, the other
 * one is the guest's eth0. Recorded as ours beforehand, so that the driver takes it as it is.
 */
final class FakeGuest implements AutoCloseable {
  private final List<String> host;
  private final String namespace;
  private final WantedPort port;

  FakeGuest(Path state, String name, WantedPort port) throws IOException {
    this(List.of(), state, name, port);
  }

  /**
   * A guest of another host.
   *
   * @param host the command that enters it
   */
  FakeGuest(List<String> host, Path state, String name, WantedPort port) throws IOException {
    this.host = host;
    this.namespace = "guest-" + name;
    this.port = port;
    String tap = DeviceNames.tap(port.id());
    new Ledger(state.resolve("network").resolve("made")).add(new Ledger.Tap(tap));
    onHost("ip", "netns", "add", namespace);
    onHost(
        "sh",
        "-ec",
        """
        ip link add name $1 type veth peer name eth0 address $2 netns $3
        ip netns exec $3 ethtool -K eth0 tx off > /dev/null
        ip -n $3 link set lo up
        ip -n $3 link set eth0 mtu 1450 up
        """,
        "sh",
        tap,
        port.mac(),
        namespace);
  }

  private String onHost(String... command) throws IOException {
    List<String> all = new ArrayList<>(host);
    all.addAll(List.of(command));
    return Commands.run(all);
  }

  WantedPort port() {
    return port;
  }

  String address() {
    return port.addresses().getFirst();
  }

  /** Gives itself its address without asking DHCP. */
  FakeGuest configured() throws IOException {
    onHost("ip", "-n", namespace, "addr", "add", address() + "/24", "dev", "eth0");
    return this;
  }

  /** Runs a shell line in the guest. */
  Commands.Result shell(String line, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(host);
    command.addAll(List.of("ip", "netns", "exec", namespace, "sh", "-c", line, "sh"));
    command.addAll(List.of(arguments));
    return Commands.attempt(Duration.ofSeconds(20), "", command);
  }

  boolean pings(String address) throws IOException {
    return shell("busybox ping -q -c 2 -i 0.1 -W 1 " + address).status() == 0;
  }

  /** Starts a server that answers each connection with its port; it ends with the test's host. */
  void listen(int tcpPort) throws IOException {
    shell(
        "setsid socat TCP-LISTEN:$1,fork,reuseaddr SYSTEM:\"echo port $1\" >/dev/null 2>&1 &",
        Integer.toString(tcpPort));
    org.awaitility.Awaitility.await()
        .until(() -> shell("ss -Hltn sport = :" + tcpPort).out().contains("LISTEN"));
  }

  boolean connects(String address, int tcpPort) throws IOException {
    return shell("socat -T2 - TCP:" + address + ":" + tcpPort + ",connect-timeout=1")
        .out()
        .contains("port " + tcpPort);
  }

  /** Starts a server that sends back what it gets. */
  void echo(int tcpPort) throws IOException {
    shell("setsid socat TCP-LISTEN:$1,fork,reuseaddr EXEC:cat >/dev/null 2>&1 &", "" + tcpPort);
    org.awaitility.Awaitility.await()
        .until(() -> shell("ss -Hltn sport = :" + tcpPort).out().contains("LISTEN"));
  }

  /** Keeps one connection busy; what comes back goes to {@code file}. */
  void talk(String address, int tcpPort, Path file) throws IOException {
    shell(
        "setsid sh -c 'while echo x; do sleep 0.1; done | socat - TCP:$0:$1 >$2' $1 $2 $3"
            + " >/dev/null 2>&1 &",
        address,
        "" + tcpPort,
        file.toString());
  }

  static void awaitGrowth(Path file) throws IOException {
    long before = Files.exists(file) ? Files.size(file) : 0;
    org.awaitility.Awaitility.await()
        .until(() -> Files.exists(file) && Files.size(file) > before + 4);
  }

  /** Whether it still grows, after what is under way has arrived. */
  static boolean grows(Path file) throws IOException {
    try {
      Thread.sleep(300);
      long before = Files.size(file);
      Thread.sleep(700);
      return Files.size(file) > before;
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  /** Begins to record the packets that reach the guest. */
  void capture(String filter, Path file) throws IOException {
    shell(
        "setsid tcpdump -U --immediate-mode -Z root -Q in -i eth0 -w $1 \"$2\" >/dev/null 2>&1 &",
        file.toString(),
        filter);
    org.awaitility.Awaitility.await().until(() -> Files.exists(file) && Files.size(file) > 0);
  }

  String captured(Path file) throws IOException {
    try {
      Thread.sleep(300);
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
    return Commands.run("tcpdump", "-enr", file.toString());
  }

  /** Sends one request line to the metadata service and answers all that comes back. */
  String http(String requestLine) throws IOException {
    return shell("printf '%s\\r\\n\\r\\n' \"$1\" | socat -T3 - TCP:169.254.169.254:80", requestLine)
        .out();
  }

  /** Takes an address by DHCP, as a guest does; answers what it was told. */
  String dhcp(Path directory) throws IOException {
    Path script = directory.resolve("udhcpc.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        [ "$1" = bound ] || exit 0
        ip link set $interface mtu ${mtu:-1500}
        ip addr add $ip/$mask dev $interface
        set -- $staticroutes
        while [ $# -gt 1 ]; do
          ip route add $1 via $2 onlink dev $interface
          shift 2
        done
        env
        """);
    script.toFile().setExecutable(true);
    Commands.Result result =
        shell(
            "busybox udhcpc -f -q -n -t 5 -T 1 -O mtu -O staticroutes -i eth0 -s $1 2>&1",
            script.toString());
    return result.out();
  }

  /** Takes an address by DHCPv6, as a guest does; answers what it was told. */
  String dhcp6(Path directory) throws IOException {
    Path script = directory.resolve("dhclient.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        [ "$reason" = BOUND6 ] && ip addr add $new_ip6_address/128 dev $interface nodad
        env
        """);
    script.toFile().setExecutable(true);
    return shell(
            "timeout 15 dhclient -6 -1 -sf $1/dhclient.sh -lf $1/leases6 -pf $1/pid6 eth0 2>&1",
            directory.toString())
        .out();
  }

  @Override
  public void close() throws IOException {
    // Some end by themselves between the two.
    onHost("sh", "-c", "ip netns pids $1 | xargs -r kill -9 || true", "sh", namespace);
    onHost("ip", "netns", "del", namespace);
  }
}
