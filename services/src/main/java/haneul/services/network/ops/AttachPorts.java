package haneul.services.network.ops;

import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.store.Tx;
import haneul.services.network.contract.ServerPorts;
import haneul.services.network.contract.ServerPorts.NicRequest;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Gives ports to a server and takes them back. A card's place tells which port is whose, so that
 * doing it again finds what was done.
 */
public final class AttachPorts {
  private final CreatePort createPort;
  private final ChangePort changePort;
  private final DeletePort deletePort;

  public AttachPorts(CreatePort createPort, ChangePort changePort, DeletePort deletePort) {
    this.createPort = createPort;
    this.changePort = changePort;
    this.deletePort = deletePort;
  }

  /** Makes or takes the server's ports and binds them to the host. */
  void allocate(
      Tx tx,
      ServerId server,
      ProjectId project,
      HostName host,
      String hostname,
      List<NicRequest> nics,
      List<SecurityGroupId> groups) {
    Map<Integer, Port> there =
        PortRows.ofServers(tx, List.of(server)).stream()
            .collect(Collectors.toMap(AttachPorts::nic, port -> port));
    for (int nic = 0; nic < nics.size(); nic++) {
      NicRequest request = nics.get(nic);
      Optional<Port> existing = Optional.ofNullable(there.get(nic));
      if (existing.isEmpty() && request.port().isPresent()) {
        existing = Optional.of(free(tx, request.port().get()));
      }
      boolean made = request.port().isEmpty();
      Port.Server use = new Port.Server(server, host, nic, made, hostname);
      if (existing.isEmpty()) {
        create(tx, use, project, request, groups);
      } else if (!existing.get().use().equals(use)) {
        changePort.change(
            tx,
            existing.get(),
            existing.get().with(use, Port.Status.BUILD, server.value(), Port.OWNED_BY_COMPUTE));
      }
    }
  }

  private static int nic(Port port) {
    return port.use() instanceof Port.Server server ? server.nic() : -1;
  }

  private static Port free(Tx tx, PortId id) {
    Port port = PortRows.find(tx, id).orElseThrow(() -> NetworkErrors.portNotFound(id.value()));
    if (!(port.use() instanceof Port.Free)) {
      throw NetworkErrors.conflict("PortInUse", "Port " + id + " is still in use.");
    }
    return port;
  }

  private void create(
      Tx tx, Port.Server use, ProjectId project, NicRequest request, List<SecurityGroupId> groups) {
    NetworkId id =
        request
            .network()
            .orElseThrow(() -> new IllegalArgumentException("a card without port and network"));
    Network network =
        NetworkRows.find(tx, id).orElseThrow(() -> NetworkErrors.networkNotFound(id.value()));
    createPort.create(
        tx,
        new CreatePort.Request(
            project,
            network,
            "",
            "",
            Optional.empty(),
            true,
            request
                .fixedIp()
                .map(address ->
                    List.of(
                        new AddressRequest.Exactly(CheckNics.address(address), Optional.empty()))),
            use.id().value(),
            Port.OWNED_BY_COMPUTE,
            network.portSecurity(),
            Optional.of(network.portSecurity() ? groups : List.of()),
            mac -> List.of(),
            "",
            use));
  }

  /** Deletes the ports made for the server; the others are free again. */
  void release(Tx tx, ServerId server) {
    for (Port port : PortRows.ofServers(tx, List.of(server))) {
      if (port.use() instanceof Port.Server use && use.made()) {
        deletePort.delete(tx, port);
      } else {
        changePort.change(tx, port, port.with(new Port.Free(), Port.Status.DOWN, "", ""));
      }
    }
  }

  /** As {@link ServerPorts#addSecurityGroup}. */
  boolean addSecurityGroup(Tx tx, ServerId server, SecurityGroupId group) {
    List<Port> able =
        PortRows.ofServers(tx, List.of(server)).stream().filter(Port::portSecurity).toList();
    for (Port port : able) {
      if (!port.groups().contains(group)) {
        List<SecurityGroupId> groups = new ArrayList<>(port.groups());
        groups.add(group);
        changePort.change(tx, port, port.withGroups(groups));
      }
    }
    return !able.isEmpty();
  }

  /** As {@link ServerPorts#removeSecurityGroup}. */
  boolean removeSecurityGroup(Tx tx, ServerId server, SecurityGroupId group) {
    List<Port> having =
        PortRows.ofServers(tx, List.of(server)).stream()
            .filter(port -> port.groups().contains(group))
            .toList();
    for (Port port : having) {
      changePort.change(
          tx,
          port,
          port.withGroups(port.groups().stream().filter(each -> !each.equals(group)).toList()));
    }
    return !having.isEmpty();
  }
}
