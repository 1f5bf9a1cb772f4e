package haneul.services.network.reconcile;

import haneul.base.host.HostReport;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.platform.link.HostReportSink;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.Status;
import haneul.services.network.ops.EnsureDhcp;
import haneul.services.network.ops.PlaceDhcp;
import haneul.services.network.ops.Tell;
import haneul.services.network.store.PortRows;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes in what hosts say of their ports, and gives networks that wait for a host their DHCP
 * server. Owns {@code network_port.status} of bound ports; writes only rows that change.
 */
public final class NetworkReports implements HostReportSink {
  private final EnsureDhcp ensureDhcp;
  private final PlaceDhcp places;
  private final Tell tell;

  public NetworkReports(EnsureDhcp ensureDhcp, PlaceDhcp places, Tell tell) {
    this.ensureDhcp = ensureDhcp;
    this.places = places;
    this.tell = tell;
  }

  @Override
  public void changed(Tx tx, HostName host) {
    places.forgetIfGone(tx, host);
    places.settle(tx);
    tell.tell(tx, tell.aboutHost(tx, host));
  }

  @Override
  public void accept(Tx tx, Optional<HostReport> last, HostReport report) {
    if (last.isEmpty()) {
      ensureDhcp.ensureAll(tx);
    }
    Map<PortId, HostReport.Port> ports = ports(report);
    Map<NetworkId, HostReport.Network> networks = networks(report);
    for (Port port : concerned(tx, last, report)) {
      Status status =
          switch (port.use()) {
            case Port.Free free -> Status.DOWN;
            case Port.Server server ->
                Optional.ofNullable(ports.get(port.id()))
                    .map(seen -> after(port.status(), seen.up(), seen.fault().isPresent()))
                    .orElseGet(() -> after(port.status(), false, false));
            case Port.Dhcp dhcp ->
                Optional.ofNullable(networks.get(port.network()))
                    .map(seen -> after(port.status(), seen.dhcpReady(), seen.fault().isPresent()))
                    .orElseGet(() -> after(port.status(), false, false));
          };
      if (status != port.status()) {
        PortRows.setStatus(tx, port.id(), status);
      }
    }
  }

  /** Those of which the host says something new, and those it was not yet heard of. */
  private static List<Port> concerned(Tx tx, Optional<HostReport> last, HostReport report) {
    return last.map(before ->
            PortRows.ofHost(
                tx,
                report.host(),
                differing(ports(before), ports(report)),
                differing(networks(before), networks(report))))
        .orElseGet(() -> PortRows.ofHost(tx, report.host()));
  }

  private static <K, V> Set<K> differing(Map<K, V> before, Map<K, V> now) {
    Set<K> all = new HashSet<>(before.keySet());
    all.addAll(now.keySet());
    all.removeIf(key -> Objects.equals(before.get(key), now.get(key)));
    return all;
  }

  private static Map<PortId, HostReport.Port> ports(HostReport report) {
    return report.ports().stream()
        .collect(Collectors.toMap(HostReport.Port::id, Function.identity(), (a, b) -> b));
  }

  private static Map<NetworkId, HostReport.Network> networks(HostReport report) {
    return report.networks().stream()
        .collect(Collectors.toMap(HostReport.Network::id, Function.identity(), (a, b) -> b));
  }

  /** A port that was never up is still being built until its host says why it cannot be. */
  static Status after(Status before, boolean up, boolean fault) {
    if (up) {
      return Status.ACTIVE;
    }
    return before == Status.BUILD && !fault ? Status.BUILD : Status.DOWN;
  }
}
