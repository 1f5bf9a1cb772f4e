package haneul.base.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.host.GuestMetadata;
import haneul.base.host.HostReport;
import haneul.base.host.HostRole;
import haneul.base.host.HostWanted;
import haneul.base.host.ImageRef;
import haneul.base.host.PathProbe;
import haneul.base.host.PhysicalNetwork;
import haneul.base.host.PowerWish;
import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNic;
import haneul.base.host.WantedPort;
import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.SubnetId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostWireTest {
  private static final HostWanted WANTED =
      new HostWanted(
          7,
          List.of(
              new WantedGuest(
                  new ServerId("s1"),
                  new PowerWish(3, PowerWish.Action.REBOOT_SOFT),
                  2,
                  512,
                  0,
                  new ImageRef(new ImageId("i1"), "qcow2", 1L << 40, "ab".repeat(64)),
                  List.of(new WantedNic(new PortId("p1"), "fa:16:3e:00:00:01", 1458)),
                  new GuestMetadata(
                      new ServerId("s1"),
                      new ProjectId("pr"),
                      "이름 \"quoted\"",
                      "host",
                      "m1.tiny",
                      "nova",
                      0,
                      Map.of("key", "ssh-ed25519 AAAA"),
                      Map.of("a", "b"),
                      "IyE=",
                      List.of("default")),
                  true)),
          List.of(
              new WantedNetwork(
                  new NetworkId("n1"),
                  1450,
                  List.of(
                      new WantedNetwork.Subnet(
                          new SubnetId("sn"),
                          "10.0.0.0/24",
                          Optional.of("10.0.0.1"),
                          List.of("9.9.9.9"),
                          List.of(new WantedNetwork.Route("10.1.0.0/16", "10.0.0.7")),
                          true)),
                  Optional.of(
                      new WantedNetwork.DhcpServer(
                          new PortId("p0"),
                          "fa:16:3e:00:00:02",
                          List.of("10.0.0.2/24"),
                          List.of(
                              new WantedNetwork.Lease(
                                  new PortId("p1"),
                                  new SubnetId("sn"),
                                  "fa:16:3e:00:00:01",
                                  "10.0.0.5",
                                  "host"))))),
              new WantedNetwork(
                  new NetworkId("n2"),
                  1458,
                  List.of(),
                  Optional.empty(),
                  Optional.of(
                      new WantedNetwork.Overlay(
                          WantedNetwork.Tunnel.GRE,
                          1L << 31,
                          "192.0.2.7",
                          List.of(
                              new WantedNetwork.RemotePort(
                                  "192.0.2.8",
                                  List.of("fa:16:3e:00:00:09"),
                                  List.of("10.0.0.9"),
                                  true)))),
                  Optional.empty()),
              new WantedNetwork(
                  new NetworkId("n3"),
                  1500,
                  List.of(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(
                      new WantedNetwork.PhysicalSegment("physnet1", OptionalInt.of(4094))))),
          List.of(
              new WantedPort(
                  new PortId("p1"),
                  new NetworkId("n1"),
                  new ServerId("s1"),
                  "fa:16:3e:00:00:01",
                  List.of("10.0.0.5"),
                  List.of(new WantedPort.AddressPair("fa:16:3e:00:00:01", "10.9.0.0/16")),
                  true,
                  true,
                  List.of(
                      new WantedPort.Rule(
                          WantedPort.Direction.INGRESS,
                          WantedPort.EtherType.IPV4,
                          OptionalInt.of(6),
                          OptionalInt.empty(),
                          OptionalInt.of(22),
                          Optional.of(List.of("0.0.0.0/0"))),
                      new WantedPort.Rule(
                          WantedPort.Direction.EGRESS,
                          WantedPort.EtherType.IPV6,
                          OptionalInt.empty(),
                          OptionalInt.empty(),
                          OptionalInt.empty(),
                          Optional.empty())))));

  private static final HostReport REPORT =
      new HostReport(
          new HostName("compute01"),
          7,
          Instant.parse("2026-01-02T03:04:05.678Z"),
          new HostReport.HostFacts(
              2,
              24_000,
              100,
              60,
              "192.0.2.7",
              "QEMU",
              "7002",
              "x",
              Optional.of(new HostReport.Underlay("192.0.2.7", 9000)),
              Set.of(HostRole.STORAGE, HostRole.COMPUTE),
              List.of(new PhysicalNetwork("physnet1", "br-ex", 1500))),
          List.of(
              new HostReport.Guest(
                  new ServerId("s1"), HostReport.GuestState.CRASHED, 3, Optional.of("It died."))),
          List.of(new HostReport.Port(new PortId("p1"), true, Optional.empty())),
          List.of(new HostReport.Network(new NetworkId("n1"), false, Optional.of("why"))));

  @Test
  void whatIsWrittenIsRead() {
    assertThat(HostWire.wanted(HostWire.bytes(WANTED))).isEqualTo(WANTED);
    assertThat(HostWire.report(HostWire.bytes(REPORT))).isEqualTo(REPORT);
  }

  @Test
  void whatIsSaidOfPathsIsRead() {
    String key = "0123456789abcdef".repeat(2);
    PathProbe.Listen listen = new PathProbe.Listen(key, List.of("192.0.2.1"), 60);
    assertThat(HostWire.probe(HostWire.bytes(listen), PathProbe.Listen.class)).isEqualTo(listen);
    assertThat(listen.toString()).doesNotContain(key);
    PathProbe.Measured measured =
        new PathProbe.Measured(
            new PathProbe.Card("eth1", 1500),
            1400,
            List.of(new PathProbe.Hop("192.0.2.1", true), new PathProbe.Hop("", false)),
            Optional.of(new PathProbe.Told("192.0.2.1", 1400)));
    assertThat(HostWire.probe(HostWire.bytes(measured), PathProbe.Measured.class))
        .isEqualTo(measured);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'key': '0123456789abcdef', 'peer': '192.0.2.1', 'bytes': 1500}",
        "{'key': '0123456789abcdef0123456789abcdef', 'peer': 'compute02', 'bytes': 1500}",
        "{'key': '0123456789abcdef0123456789abcdef', 'peer': '2001:db8::1', 'bytes': 1500}",
        "{'key': '0123456789abcdef0123456789abcdef', 'peer': '192.0.2.1', 'bytes': 67}",
        "{'key': '0123456789abcdef0123456789abcdef', 'peer': '192.0.2.1', 'bytes': 65536}"
      })
  void whatIsNoWayIsRefused(String text) {
    byte[] json = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> HostWire.probe(json, PathProbe.Way.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNewerSideMaySayMore() {
    String text = new String(HostWire.bytes(REPORT), StandardCharsets.UTF_8);
    String more = text.replaceFirst("\\{", "{\"since\":\"later\",");
    assertThat(HostWire.report(more.getBytes(StandardCharsets.UTF_8))).isEqualTo(REPORT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"host\":\"../x\",\"revision\":1}",
        "{\"host\":\"a\",\"revision\":\"many\",\"guests\":[]}",
        "{\"host\":\"a\",\"revision\":1,\"at\":\"now\",\"facts\":null,\"guests\":null}"
      })
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> HostWire.report(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
