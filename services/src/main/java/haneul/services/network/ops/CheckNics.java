package haneul.services.network.ops;

import haneul.base.error.CloudException;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.network.contract.ServerPorts.NicRequest;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Quota;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks what a server's creator asked of networks, in Nova's words, before anything is made. */
public final class CheckNics {
  private final ChooseAddresses addresses;

  public CheckNics(ChooseAddresses addresses) {
    this.addresses = addresses;
  }

  /** The cards to make; the project's only network when none was asked for. */
  List<NicRequest> check(Tx tx, Caller caller, List<NicRequest> asked) {
    ProjectId project =
        caller
            .project()
            .orElseThrow(() -> CloudException.forbidden("The token is not scoped to a project."));
    List<NicRequest> nics = asked.isEmpty() ? onlyNetwork(tx, project) : asked;
    Set<PortId> ports = new HashSet<>();
    Set<String> fixed = new HashSet<>();
    for (NicRequest nic : nics) {
      if (nic.port().isPresent()) {
        port(tx, caller, nic, ports);
      } else {
        network(tx, caller, nic, fixed);
      }
    }
    Quotas.require(tx, project, Quota.PORT, nics.size() - ports.size());
    return nics;
  }

  private static List<NicRequest> onlyNetwork(Tx tx, ProjectId project) {
    List<Network> networks = NetworkRows.usableBy(tx, project);
    if (networks.size() > 1) {
      throw CloudException.conflict(
          "NetworkAmbiguous",
          "Multiple possible networks found, use a Network ID to be more specific.");
    }
    return networks.stream()
        .map(network ->
            new NicRequest(Optional.of(network.id()), Optional.empty(), Optional.empty()))
        .toList();
  }

  private static void port(Tx tx, Caller caller, NicRequest nic, Set<PortId> seen) {
    PortId id = nic.port().orElseThrow();
    Port port =
        PortRows.find(tx, id)
            .filter(found -> caller.sees(found.project()))
            .orElseThrow(() -> NetworkErrors.portNotFound(id.value()));
    if (nic.fixedIp().isPresent()) {
      throw CloudException.badRequest(
          "Specified Fixed IP '"
              + nic.fixedIp().get()
              + "' cannot be used with port '"
              + id
              + "': the two cannot be specified together.");
    }
    if (!seen.add(id) || !(port.use() instanceof Port.Free) || !port.deviceId().isEmpty()) {
      throw CloudException.conflict("PortInUse", "Port " + id + " is still in use.");
    }
    if (port.fixedIps().isEmpty()) {
      throw NetworkErrors.bad(
          "PortRequiresFixedIP", "Port " + id + " requires a FixedIP in order to be used.");
    }
  }

  private void network(Tx tx, Caller caller, NicRequest nic, Set<String> fixed) {
    NetworkId id =
        nic.network()
            .orElseThrow(() -> CloudException.badRequest("A card needs a network or a port."));
    Network network =
        NetworkRows.find(tx, id)
            .filter(found -> Visible.network(caller, found))
            .orElseThrow(() -> NetworkErrors.networkNotFound(id.value()));
    if (network.external() && !network.shared() && !caller.isAdmin()) {
      throw CloudException.forbidden(
          "It is not allowed to create an interface on external network " + id);
    }
    if (!SubnetRows.any(tx, id)) {
      throw NetworkErrors.bad(
          "NetworkRequiresSubnet",
          "Network " + id + " requires a subnet in order to boot instances on.");
    }
    if (nic.fixedIp().isEmpty()) {
      return;
    }
    Visible.requireOwner(caller, network, "create_port", List.of("fixed_ips"));
    IpAddress address = address(nic.fixedIp().get());
    addresses.requireFree(tx, SubnetRows.of(tx, id), address);
    if (!fixed.add(id + " " + address)) {
      throw CloudException.badRequest("Fixed IP address " + address + " is asked for twice.");
    }
  }

  static IpAddress address(String text) {
    return IpAddress.parse(text)
        .orElseThrow(() ->
            CloudException.badField(
                "fixed_ip", text, "'" + text + "' is not a valid IPv4 address"));
  }
}
