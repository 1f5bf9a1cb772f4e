package haneul.services.network.domain;

import haneul.base.id.HostName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as the hosts that take part in it must know it.
 *
 * @param ports all of them; what a host reported of one, its status, may be old
 * @param onHosts those of them that each host has
 * @param tunnelEnds the addresses of the tunnels' ends of those of its hosts that have one
 */
public record NetworkView(
    Network network,
    List<Subnet> subnets,
    List<Port> ports,
    Map<HostName, List<Port>> onHosts,
    Map<HostName, String> tunnelEnds) {
  public NetworkView {
    subnets = List.copyOf(subnets);
    ports = List.copyOf(ports);
    onHosts = Map.copyOf(onHosts);
    tunnelEnds = Map.copyOf(tunnelEnds);
  }

  public static NetworkView of(
      Network network, List<Subnet> subnets, List<Port> ports, Map<HostName, String> tunnelEnds) {
    Map<HostName, List<Port>> onHosts = new HashMap<>();
    for (Port port : ports) {
      port.host()
          .ifPresent(host -> onHosts.computeIfAbsent(host, _ -> new ArrayList<>()).add(port));
    }
    return new NetworkView(network, subnets, ports, onHosts, tunnelEnds);
  }

  /** Its ports that a host has. */
  public List<Port> on(HostName host) {
    return onHosts.getOrDefault(host, List.of());
  }
}
