package haneul.services.network.ops;

import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.ops.ReadNetworks.Shown;
import java.util.List;
import java.util.function.UnaryOperator;

/** Networks as users ask for them, each request one transaction. */
public final class Networks {
  private final Store store;
  private final CreateNetwork createNetwork;
  private final ChangeNetwork changeNetwork;
  private final DeleteNetwork deleteNetwork;

  public Networks(
      Store store,
      CreateNetwork createNetwork,
      ChangeNetwork changeNetwork,
      DeleteNetwork deleteNetwork) {
    this.store = store;
    this.createNetwork = createNetwork;
    this.changeNetwork = changeNetwork;
    this.deleteNetwork = deleteNetwork;
  }

  public List<Shown> list(Caller caller, PageRequest page) {
    return store.read(tx -> ReadNetworks.networks(tx, caller, page));
  }

  public Shown find(Caller caller, String id) {
    return store.read(tx -> shown(tx, ReadNetworks.network(tx, caller, id)));
  }

  /** All of them or none. */
  public List<Shown> create(List<CreateNetwork.Request> requests) {
    return store.write(tx ->
        ReadNetworks.shown(
            tx, requests.stream().map(request -> createNetwork.create(tx, request)).toList()));
  }

  public Shown change(Caller caller, String id, UnaryOperator<Network> change) {
    return store.write(tx -> {
      Network old = owned(tx, caller, id, "update_network");
      changeNetwork.change(tx, old, change.apply(old));
      return shown(tx, ReadNetworks.network(tx, caller, id));
    });
  }

  public void delete(Caller caller, String id) {
    store.run(tx -> deleteNetwork.delete(tx, owned(tx, caller, id, "delete_network")));
  }

  private static Shown shown(Tx tx, Network network) {
    return ReadNetworks.shown(tx, List.of(network)).getFirst();
  }

  /** A shared network is seen by all and changed by its owner. */
  private static Network owned(Tx tx, Caller caller, String id, String action) {
    Network network = ReadNetworks.network(tx, caller, id);
    if (!caller.sees(network.project())) {
      throw NetworkErrors.policy("rule:" + action);
    }
    return network;
  }
}
