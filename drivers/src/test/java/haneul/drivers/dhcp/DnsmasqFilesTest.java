package haneul.drivers.dhcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.host.Ipv6Mode;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.DhcpServer;
import haneul.base.host.WantedNetwork.Lease;
import haneul.base.host.WantedNetwork.Route;
import haneul.base.host.WantedNetwork.Subnet;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.SubnetId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsmasqFilesTest {
  private static final SubnetId FIRST = new SubnetId("first");
  private static final SubnetId SECOND = new SubnetId("second");
  private static final SubnetId SILENT = new SubnetId("silent");

  private static Lease lease(SubnetId subnet, String address, String hostname) {
    return new Lease(new PortId("p"), subnet, "fa:16:3e:00:00:01", address, hostname);
  }

  private static DnsmasqFiles files(Lease... leases) {
    WantedNetwork network =
        new WantedNetwork(
            new NetworkId("n"),
            1450,
            List.of(
                new Subnet(
                    FIRST,
                    "10.0.0.0/26",
                    Optional.of("10.0.0.1"),
                    List.of("8.8.8.8", "8.8.4.4"),
                    List.of(new Route("172.16.0.0/12", "10.0.0.9")),
                    true),
                new Subnet(SECOND, "10.1.0.0/24", Optional.empty(), List.of(), List.of(), true),
                new Subnet(SILENT, "10.2.0.0/24", Optional.empty(), List.of(), List.of(), false)),
            Optional.empty());
    DhcpServer dhcp =
        new DhcpServer(
            new PortId("d"),
            "fa:16:3e:00:00:00",
            List.of("10.0.0.2/26", "10.1.0.2/24"),
            List.of(leases));
    return DnsmasqFiles.of(network, dhcp, "tapd", Path.of("/run/x"));
  }

  @Test
  void eachSubnetHasItsRangeAndOptions() {
    DnsmasqFiles files = files();
    assertThat(files.configuration())
        .contains("dhcp-range=set:s0,10.0.0.0,static,255.255.255.192,86400\n")
        .contains("dhcp-range=set:s1,10.1.0.0,static,255.255.255.0,86400\n")
        .contains("interface=tapd\n")
        .doesNotContain("10.2.0.0");
    assertThat(files.options())
        .isEqualTo(
            """
            tag:s0,option:router,10.0.0.1
            tag:s0,option:mtu,1450
            tag:s0,option:dns-server,8.8.8.8,8.8.4.4
            tag:s0,option:classless-static-route,169.254.169.254/32,10.0.0.2,172.16.0.0/12,10.0.0.9,0.0.0.0/0,10.0.0.1
            tag:s0,249,169.254.169.254/32,10.0.0.2,172.16.0.0/12,10.0.0.9,0.0.0.0/0,10.0.0.1
            tag:s1,option:router
            tag:s1,option:mtu,1450
            tag:s1,option:classless-static-route,169.254.169.254/32,10.1.0.2
            tag:s1,249,169.254.169.254/32,10.1.0.2
            """);
  }

  @Test
  void leasesOfServedSubnetsOnly() {
    DnsmasqFiles files =
        files(lease(FIRST, "10.0.0.5", "web-1"), lease(SILENT, "10.2.0.5", "web-2"));
    assertThat(files.hosts()).isEqualTo("fa:16:3e:00:00:01,10.0.0.5,web-1\n");
    assertThat(files.names()).isEqualTo("10.0.0.5 web-1\n10.2.0.5 web-2\n");
  }

  private static DnsmasqFiles files6(
      Optional<Ipv6Mode> raMode, Optional<Ipv6Mode> addressMode, String dnsServer) {
    WantedNetwork network =
        new WantedNetwork(
            new NetworkId("n"),
            1450,
            List.of(
                new Subnet(
                    FIRST,
                    "fd00:5::/64",
                    Optional.of("fd00:5::1"),
                    List.of(dnsServer),
                    List.of(),
                    true,
                    raMode,
                    addressMode)),
            Optional.empty());
    DhcpServer dhcp =
        new DhcpServer(
            new PortId("d"),
            "fa:16:3e:00:00:00",
            List.of("fd00:5::2/64"),
            List.of(lease(FIRST, "fd00:5::42", "web-1")));
    return DnsmasqFiles.of(network, dhcp, "tapd", Path.of("/run/x"));
  }

  @ParameterizedTest
  @CsvSource({
    "SLAAC, SLAAC, ra-only, true, false, false",
    "DHCPV6_STATELESS, DHCPV6_STATELESS, ra-stateless, true, false, true",
    "DHCPV6_STATEFUL, DHCPV6_STATEFUL, static, true, true, true",
    "SLAAC, , ra-only, true, false, false",
    ", SLAAC, , false, false, false",
    ", DHCPV6_STATELESS, static, false, false, true",
    ", DHCPV6_STATEFUL, static, false, false, true",
    ", , static, false, false, true",
  })
  void ipv6IsServedAsItsModeSays(
      @Nullable Ipv6Mode raMode,
      @Nullable Ipv6Mode addressMode,
      @Nullable String kind,
      boolean advertised,
      boolean all,
      boolean leases) {
    DnsmasqFiles files =
        files6(Optional.ofNullable(raMode), Optional.ofNullable(addressMode), "2001:db8::1");
    List<String> lines = files.configuration().lines().toList();
    assertThat(lines.stream().filter(line -> line.startsWith("dhcp-range=")).toList())
        .isEqualTo(
            kind == null
                ? List.of()
                : List.of("dhcp-range=set:s0,fd00:5:0:0:0:0:0:0," + kind + ",64,86400"));
    assertThat(lines.contains("ra-param=tapd,mtu:1450,0,0")).isEqualTo(advertised);
    assertThat(lines.contains("enable-ra")).isEqualTo(all);
    assertThat(files.hosts()).isEqualTo(leases ? "fa:16:3e:00:00:01,[fd00:5::42]\n" : "");
    assertThat(files.names()).isEqualTo("fd00:5::42 web-1\n");
    assertThat(files.options()).isEqualTo("tag:s0,option6:dns-server,[2001:db8::1]\n");
  }

  @Test
  void aZoneOrAnotherLineIsNoIpv6Address() {
    for (String bad : List.of("fe80::1%eth0", "::1],[::2", "::1\nport=0")) {
      assertThatThrownBy(() -> files6(Optional.empty(), Optional.empty(), bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aNameThatIsNoneIsLeftOut() {
    assertThat(files(lease(FIRST, "10.0.0.5", "x\ndhcp-script=/bin/sh")).hosts())
        .isEqualTo("fa:16:3e:00:00:01,10.0.0.5\n");
    assertThat(files(lease(FIRST, "10.0.0.5", "")).names()).isEmpty();
  }

  @Test
  void whatIsNoAddressIsRefused() {
    assertThatThrownBy(() -> files(lease(FIRST, "10.0.0.5,evil", "a")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
