package haneul.services.network.ops;

import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.AddressPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Ports as users ask for them, each request one transaction. */
public final class Ports {
  private final Store store;
  private final CreatePort createPort;
  private final EditPort editPort;
  private final DeletePort deletePort;

  /**
   * A port to make on a network that has yet to be found.
   *
   * @param ownersOnly attributes given that only the network's owner may give
   * @param addresses as in {@link CreatePort.Request}
   * @param groups as in {@link CreatePort.Request}, ids that have yet to be found
   */
  public record Draft(
      String network,
      List<String> ownersOnly,
      ProjectId project,
      String name,
      String description,
      Optional<String> mac,
      boolean adminStateUp,
      Optional<List<AddressRequest>> addresses,
      String deviceId,
      String deviceOwner,
      Optional<Boolean> portSecurity,
      Optional<List<String>> groups,
      boolean hasPairs,
      Function<String, List<AddressPair>> addressPairs,
      String dnsName) {}

  public Ports(Store store, CreatePort createPort, EditPort editPort, DeletePort deletePort) {
    this.store = store;
    this.createPort = createPort;
    this.editPort = editPort;
    this.deletePort = deletePort;
  }

  public List<Port> list(Caller caller, PageRequest page) {
    return store.read(tx -> ReadNetworks.ports(tx, caller, page));
  }

  public Port find(Caller caller, String id) {
    return store.read(tx -> ReadNetworks.port(tx, caller, id));
  }

  /** All of them or none. */
  public List<Port> create(Caller caller, List<Draft> drafts) {
    return store.write(tx -> {
      List<Port> ports = new ArrayList<>();
      for (Draft draft : drafts) {
        ports.add(createPort.create(tx, request(tx, caller, draft)));
      }
      return ports;
    });
  }

  private static CreatePort.Request request(Tx tx, Caller caller, Draft draft) {
    Network network = ReadNetworks.network(tx, caller, draft.network());
    Visible.requireOwner(caller, network, "create_port", draft.ownersOnly());
    if (network.external() && !network.shared() && !caller.sees(network.project())) {
      throw NetworkErrors.networkNotFound(draft.network());
    }
    boolean portSecurity = draft.portSecurity().orElse(network.portSecurity());
    Optional<List<SecurityGroupId>> groups = groups(tx, caller, draft.groups());
    EditPort.requireSecurity(portSecurity, groups.orElse(List.of()), draft.hasPairs());
    return new CreatePort.Request(
        draft.project(),
        network,
        draft.name(),
        draft.description(),
        draft.mac(),
        draft.adminStateUp(),
        draft.addresses(),
        draft.deviceId(),
        draft.deviceOwner(),
        portSecurity,
        groups,
        draft.addressPairs(),
        draft.dnsName(),
        new Port.Free());
  }

  /** Every group exists as far as the caller may know. */
  private static Optional<List<SecurityGroupId>> groups(
      Tx tx, Caller caller, Optional<List<String>> asked) {
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        asked.get().stream().map(id -> ReadNetworks.group(tx, caller, id).id()).toList());
  }

  /**
   * Changes a port.
   *
   * @param ownersOnly as in {@link Draft}
   * @param groups ids that have yet to be found; empty leaves them
   */
  public Port change(
      Caller caller,
      String id,
      List<String> ownersOnly,
      Optional<List<String>> groups,
      EditPort.Edit edit) {
    return store.write(tx -> {
      Port old = notDhcp(tx, caller, id, "update_port");
      Network network = ReadNetworks.network(tx, caller, old.network().value());
      Visible.requireOwner(caller, network, "update_port", ownersOnly);
      editPort.edit(tx, old, edit, groups(tx, caller, groups));
      return ReadNetworks.port(tx, caller, id);
    });
  }

  public void delete(Caller caller, String id) {
    store.run(tx -> deletePort.delete(tx, notDhcp(tx, caller, id, "delete_port")));
  }

  /** DHCP servers' ports are the cloud's: seen by members, changed by admins. */
  private static Port notDhcp(Tx tx, Caller caller, String id, String action) {
    Port port = ReadNetworks.port(tx, caller, id);
    if (port.use() instanceof Port.Dhcp && !caller.isAdmin()) {
      throw NetworkErrors.policy("rule:" + action);
    }
    return port;
  }
}
