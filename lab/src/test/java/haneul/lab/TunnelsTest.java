package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * A network over hosts, and one that is on the network outside, too: DHCP on one host, guests on
 * two others, in a lab of four. What the two send to each other goes over a router, which is
 * control, and which can be made narrow.
 */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TunnelsTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final List<String> HOSTS = List.of("network", "compute01", "compute02");
  private static final String TOPOLOGY =
      """
      hosts:
        control: {roles: [control]}
        network: {roles: [network]}
        compute01: {roles: [compute]}
        compute02: {roles: [compute]}
      """;

  /** Where tunnels end on control, compute01 and compute02. */
  private static final String ROUTER = "10.101.0.7";

  private static final String FIRST = "10.101.0.9";
  private static final String SECOND = "10.101.0.10";

  /** Has the host outside take tagged packets, for which this machine's kernel has no device. */
  private static final String TAGGED =
      """
      mkdir -p /run/openvswitch
      ovsdb-tool create /run/openvswitch/db /usr/share/openvswitch/vswitch.ovsschema
      cd /run/openvswitch
      ovsdb-server db --remote=punix:/run/openvswitch/db.sock --pidfile --detach --log-file=/dev/null
      ovs-vsctl --no-wait init
      ovs-vswitchd --pidfile --detach --log-file=/dev/null
      ovs-vsctl add-br br-out -- set bridge br-out datapath_type=netdev \\
        -- add-port br-out eth2 \\
        -- add-port br-out tagged tag=77 -- set interface tagged type=internal
      ip addr add "$1" dev tagged
      ip link set tagged up
      ethtool -K tagged tx off > /dev/null
      """;

  private Path state;
  private String listen = "";

  @SuppressWarnings("NullAway.Init")
  private ClientSession client;

  @BeforeAll
  void up(@TempDir Path directory) throws IOException {
    state = Files.createTempDirectory(Path.of("/var/tmp"), "haneul-");
    Path hosts = Files.writeString(directory.resolve("hosts.yaml"), TOPOLOGY);
    listen = "127.0.0.1:" + LabCloud.freePort();
    lab("up", "--hosts", hosts.toString(), "--listen", listen).expectSuccess();
    client =
        new ClientSession(
            Map.of(
                "OS_CLIENT_CONFIG_FILE",
                state.resolve("clouds.yaml").toString(),
                "OS_CLOUD",
                "haneul-admin"));
    on(
        "control",
        "sh",
        "-ec",
        """
        cd /proc/sys/net/ipv4; echo 1 >ip_forward; for card in conf/*; do echo 0 >$card/send_redirects; done
        nft 'table ip path { chain out { type filter hook output priority 0; }; }'
        """);
    on("compute01", "ip", "route", "add", SECOND, "via", ROUTER);
    on("compute02", "ip", "route", "add", FIRST, "via", ROUTER);
    String key = admin("keypair", "create", "k");
    for (String host : HOSTS) {
      on(host, "sh", "-c", "umask 77; printf '%s\n' \"$1\" > /root/k", "sh", key.strip());
    }
  }

  @AfterAll
  void down() {
    client.close();
    lab("down").expectSuccess();
    Shell.run("rm", "-rf", state.toString()).expectSuccess();
  }

  private Shell.Output lab(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(LabCloud.findHome().resolve("haneul").toString(), "lab"));
    command.add(arguments[0]);
    command.addAll(List.of("--state", state.toString()));
    command.addAll(List.of(arguments).subList(1, arguments.length));
    return Shell.run(LIMIT, Map.of("HANEUL_NO_BUILD", "1"), command);
  }

  /** What a command on a host prints. */
  private String on(String host, String... command) {
    return attempt(host, command).expectSuccess();
  }

  private Shell.Output attempt(String host, String... command) {
    List<String> all = new ArrayList<>(List.of("shell", host));
    all.addAll(List.of(command));
    return lab(all.toArray(String[]::new));
  }

  private String admin(String... arguments) {
    return client.run(String.join(" ", arguments)).strip();
  }

  private LabApi api() throws IOException {
    return LabApi.login(
        "http://" + listen, state.resolve("hosts/control/upper/var/lib/haneul"), "admin");
  }

  private String create(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-f", "value", "-c", "id"));
    return admin(all.toArray(String[]::new));
  }

  private String boot(String name, String network, String outer, String host) throws IOException {
    String id =
        create(
            "server",
            "create",
            "--image",
            "haneul-tiny",
            "--flavor",
            "m1.tiny",
            "--network",
            network,
            "--network",
            outer,
            "--key-name",
            "k",
            "--security-group",
            network,
            "--availability-zone",
            "nova:" + host,
            name);
    LabApi api = api();
    api.waitForStatus(id, "ACTIVE");
    assertThat(api.show(id).path("OS-EXT-SRV-ATTR:host").asString()).isEqualTo(host);
    return id;
  }

  private String addresses(String server, String network) {
    return admin("port", "list", "--server", server, "--network", network, "-f", "value");
  }

  private static String ipv4(String addresses) {
    return addresses.replaceAll("(?s).*'ip_address': '([0-9.]+)'.*", "$1");
  }

  private static String ipv6(String addresses) {
    return addresses.replaceAll("(?s).*'ip_address': '([0-9a-f]+:[0-9a-f:]+)'.*", "$1");
  }

  /** Runs a command in a guest, from where its network's DHCP server is. */
  private Shell.Output inGuest(String network, String address, String command) {
    return attempt(
        "network",
        "ip",
        "netns",
        "exec",
        "qdhcp-" + network,
        "ssh",
        "-i",
        "/root/k",
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "BatchMode=yes",
        "-o",
        "ConnectTimeout=5",
        "cirros@" + address,
        command);
  }

  @Test
  void hostsDoWhatTheyAreFor() {
    Set<String> agents = new TreeSet<>();
    client
        .json("network agent list")
        .forEach(row ->
            agents.add(row.path("Agent Type").asString() + " " + row.path("Host").asString()));
    assertThat(agents)
        .contains("Open vSwitch agent compute01", "Metadata agent compute02", "DHCP agent network")
        .doesNotContain("DHCP agent compute01", "DHCP agent compute02");
    assertThat(client.column("Hypervisor Hostname", "hypervisor list"))
        .contains("compute01", "compute02")
        .doesNotContain("network");
  }

  @Test
  void hostsSayWhichPhysicalNetworksTheyReach() {
    String agent =
        client.value("ID", "network agent list --host compute01 --agent-type open-vswitch");
    assertThat(admin("network", "agent", "show", agent, "-f", "json"))
        .containsPattern("\"bridge_mappings\": \\{\\s*\"external\": \"eth2\"");
    String far = "network create --provider-network-type flat --provider-physical-network mars far";
    assertThat(client.fail(far))
        .contains("physical_network 'mars' unknown for flat provider network");
  }

  /** A network on the lab's external network; the host outside is its gateway. */
  private String outer(String type, String prefix) {
    List<String> create =
        new ArrayList<>(
            List.of(
                "network",
                "create",
                "--provider-physical-network",
                "external",
                "--provider-network-type",
                type));
    if (type.equals("vlan")) {
      create.addAll(List.of("--provider-segment", "77"));
      on("outside", "sh", "-ec", TAGGED, "sh", prefix + ".1/24");
    }
    create.add("o-" + type);
    String network = create(create.toArray(String[]::new));
    assertThat(admin("network", "show", network, "-f", "value", "-c", "mtu")).isEqualTo("1500");
    create(
        "subnet",
        "create",
        "--network",
        network,
        "--subnet-range",
        prefix + ".0/24",
        "--allocation-pool",
        "start=" + prefix + ".100,end=" + prefix + ".199",
        "o-" + type);
    return network;
  }

  @ParameterizedTest
  @CsvSource({"vxlan,1450,flat,10.200.0", "gre,1458,vlan,10.78.0"})
  void guestsOfTwoHostsAreOneNetwork(String type, int mtu, String outerType, String prefix)
      throws IOException {
    String network = create("network", "create", "--provider-network-type", type, "n-" + type);
    assertThat(admin("network", "show", network, "-f", "value", "-c", "mtu")).isEqualTo("" + mtu);
    create("subnet", "create", "--network", network, "--subnet-range", "10.77.0.0/24", "s-" + type);
    create(
        "subnet",
        "create",
        "--network",
        network,
        "--ip-version",
        "6",
        "--subnet-range",
        "fd00:77::/64",
        "--ipv6-ra-mode",
        "slaac",
        "--ipv6-address-mode",
        "slaac",
        "s6-" + type);
    create("security", "group", "create", network);
    create(
        "security", "group", "rule", "create", "--protocol", "tcp", "--dst-port", "22:23", network);
    String outer = outer(outerType, prefix);
    String first = boot("a-" + type, network, outer, "compute01");
    String second = boot("b-" + type, network, outer, "compute02");
    String ofFirst = addresses(first, network);
    String ofSecond = addresses(second, network);
    String here = ipv4(ofFirst);
    String there = ipv4(ofSecond);

    // Reached with a key that the guest was told on its own host, at what DHCP gave it on another.
    Eventually.holds(() ->
        assertThat(inGuest(network, here, "cat /sys/class/net/eth0/mtu").out().strip())
            .isEqualTo("" + mtu));
    Eventually.holds(
        () -> assertThat(inGuest(network, there, "hostname").out()).contains("b-" + type));
    String ping = "sudo ping -c 1 -W 2 " + there;
    assertThat(inGuest(network, here, ping).exit()).as("not allowed").isNotZero();
    create("security", "group", "rule", "create", "--protocol", "icmp", network);
    Eventually.holds(() -> assertThat(inGuest(network, here, ping).expectSuccess()).isNotEmpty());
    // As large as the network allows: neither end nor the way between takes it apart.
    String largest = "sudo ping -c 1 -W 2 -s " + (mtu - 28) + " " + there;
    assertThat(inGuest(network, here, largest).expectSuccess()).contains((mtu - 20) + " bytes");

    // Advertised on one host, the address is made on two others, and is the one control knows.
    String seen = "ip -6 addr show dev eth0; ip -6 route; cat /proc/sys/net/ipv6/conf/eth0/mtu";
    assertThat(inGuest(network, here, seen).expectSuccess())
        .contains(ipv6(ofFirst) + "/64")
        .doesNotContain("default")
        .endsWith(mtu + "\n");
    String ping6 = "sudo ping6 -c 1 -W 2 -s " + (mtu - 48) + " " + ipv6(ofSecond);
    assertThat(inGuest(network, here, ping6).exit()).as("not allowed").isNotZero();
    create(
        "security",
        "group",
        "rule",
        "create",
        "--ethertype",
        "IPv6",
        "--protocol",
        "ipv6-icmp",
        network);
    Eventually.holds(() -> assertThat(inGuest(network, here, ping6).expectSuccess()).isNotEmpty());
    assertThat(on("compute01", "ovs-vsctl", "--columns=type", "list", "Interface")).contains(type);

    // Both ways between a guest and a host outside, and from guest to guest the same way.
    String outerHere = ipv4(addresses(first, outer));
    Eventually.holds(() -> on("outside", "ping", "-c", "1", "-W", "2", outerHere));
    String outwards = "sudo ping -c 1 -W 2 " + prefix + ".1";
    assertThat(inGuest(network, there, outwards).expectSuccess()).contains("1 packets received");
    String whole = "sudo ping -c 1 -W 2 -s 1472 " + ipv4(addresses(second, outer));
    assertThat(inGuest(network, here, whole).expectSuccess()).contains("1480 bytes");
    assertThat(on("compute01", "ovs-vsctl", "port-to-br", "eth2")).startsWith("br-int-");
    if (type.equals("gre")) {
      aPathIsTooNarrow(network, here, there);
    }
    admin("server", "delete", first, second);
    api().waitUntilGone(first);
    api().waitUntilGone(second);
    admin("network", "delete", network, outer);
    for (String host : HOSTS) {
      Eventually.holds(() -> {
        assertThat(on(host, "ovs-vsctl", "--columns=type,name", "list", "Interface"))
            .doesNotContain(type, "eth2");
        assertThat(on(host, "ovs-vsctl", "list-br")).doesNotContain("br-tun");
        assertThat(on(host, "ip", "netns", "list")).doesNotContain(network);
        for (String card : List.of("eth1", "eth2")) {
          assertThat(on(host, "tc", "qdisc", "show", "dev", card)).doesNotContain("clsact");
        }
      });
    }
  }

  /** The seed's trouble: ping goes through, a page does not. */
  private void aPathIsTooNarrow(String network, String here, String there) {
    on("control", "ip", "route", "replace", FIRST, "dev", "eth1", "mtu", "lock", "1400");
    inGuest(network, there, "head -c 100000 /dev/zero >/tmp/page; sudo httpd -p 23 -h /tmp")
        .expectSuccess();
    String page = "timeout 5 wget -q -O - http://" + there + ":23/page | wc -c";

    // The router does not say why it drops what is too large for it.
    JsonNode check = whenDropped("icmp type destination-unreachable", "mtu check");
    assertThat(swallowing(check)).as(check.toString()).containsExactly("compute02 compute01 1400");
    assertThat(check.at("/findings/0/what").asString(""))
        .isEqualTo(
            "Packets of more than 1400 bytes are lost after 10.101.0.7 and before compute01"
                + " (10.101.0.9); 1500 are needed.");
    assertThat(check.at("/findings/0/mend").asString(""))
        .contains("to 1500;")
        .containsPattern("openstack network set --mtu 1358 n-gre(;|$)");
    // It does not even say that it is there.
    JsonNode doctor = whenDropped("ip protocol icmp", "doctor --only path-mtu");
    assertThat(doctor.at("/findings/0/what").asString(""))
        .startsWith(
            "Packets of more than 1400 bytes are lost after compute02 (10.101.0.10) and before"
                + " compute01 (10.101.0.9), at or beside a router that does not say who it is")
        .endsWith("So it is from compute02 to compute01.");

    assertThat(inGuest(network, here, page).out().strip()).isNotEqualTo("100000");
    admin("network", "set", "--mtu", "1358", network);
    for (String guest : List.of(here, there)) {
      String renew = "sudo killall -USR1 udhcpc; sleep 1; cat /sys/class/net/eth0/mtu";
      Eventually.holds(
          () -> assertThat(inGuest(network, guest, renew).out().strip()).isEqualTo("1358"));
    }
    Eventually.holds(
        () -> assertThat(inGuest(network, here, page).out().strip()).isEqualTo("100000"));

    String widen = "ip route replace " + FIRST + " dev eth1; nft flush table ip path";
    assertThat(on("control", "sh", "-c", widen + "; haneul mtu check"))
        .startsWith("6 of 6 paths between 3 hosts carry packets of 1500 bytes");
  }

  /** What a command of ours finds when the router sends no such packets any more. */
  private JsonNode whenDropped(String packets, String command) {
    Shell.Output output =
        attempt(
            "control",
            "sh",
            "-c",
            "nft add rule ip path out " + packets + " drop; haneul " + command + " --json");
    assertThat(output.exit()).as(output.err()).isEqualTo(1);
    assertThat(output.out()).as(output.err()).isNotBlank();
    return Json.parseOurs(output.out());
  }

  private static List<String> swallowing(JsonNode check) {
    return check
        .path("paths")
        .valueStream()
        .filter(path -> !path.path("state").asString("").equals("fine"))
        .map(path ->
            path.path("from").asString("")
                + " "
                + path.path("to").asString("")
                + " "
                + path.path("largest_bytes").asString(""))
        .toList();
  }
}
