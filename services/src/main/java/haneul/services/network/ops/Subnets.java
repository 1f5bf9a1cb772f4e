package haneul.services.network.ops;

import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Subnets as users ask for them, each request one transaction. */
public final class Subnets {
  private final Store store;
  private final CreateSubnet createSubnet;
  private final ChangeSubnet changeSubnet;
  private final DeleteSubnet deleteSubnet;

  /** A subnet to make on a network that has yet to be found. */
  public record Draft(String network, Function<Network, Subnet> subnet) {}

  public Subnets(
      Store store,
      CreateSubnet createSubnet,
      ChangeSubnet changeSubnet,
      DeleteSubnet deleteSubnet) {
    this.store = store;
    this.createSubnet = createSubnet;
    this.changeSubnet = changeSubnet;
    this.deleteSubnet = deleteSubnet;
  }

  public List<Subnet> list(Caller caller, PageRequest page) {
    return store.read(tx -> ReadNetworks.subnets(tx, caller, page));
  }

  public Subnet find(Caller caller, String id) {
    return store.read(tx -> ReadNetworks.subnet(tx, caller, id));
  }

  /** All of them or none. */
  public List<Subnet> create(Caller caller, List<Draft> drafts) {
    return store.write(tx -> {
      List<Subnet> subnets = new ArrayList<>();
      for (Draft draft : drafts) {
        Subnet subnet = draft.subnet().apply(ownNetwork(tx, caller, draft.network()));
        createSubnet.create(tx, subnet);
        subnets.add(subnet);
      }
      return subnets;
    });
  }

  /** Only who owns a network makes its subnets; others may not, or do not know of it. */
  private static Network ownNetwork(Tx tx, Caller caller, String id) {
    Network network = ReadNetworks.network(tx, caller, id);
    if (!caller.sees(network.project())) {
      throw network.shared()
          ? NetworkErrors.policy("create_subnet", "network_id")
          : NetworkErrors.networkNotFound(id);
    }
    return network;
  }

  public Subnet change(Caller caller, String id, UnaryOperator<Subnet> change) {
    return store.write(tx -> {
      Subnet old = owned(tx, caller, id, "update_subnet");
      changeSubnet.change(tx, old, change.apply(old));
      return ReadNetworks.subnet(tx, caller, id);
    });
  }

  public void delete(Caller caller, String id) {
    store.run(tx -> deleteSubnet.delete(tx, owned(tx, caller, id, "delete_subnet")));
  }

  /** A shared network's subnets are seen by all and changed by their owner. */
  private static Subnet owned(Tx tx, Caller caller, String id, String action) {
    Subnet subnet = ReadNetworks.subnet(tx, caller, id);
    if (!caller.sees(subnet.project())) {
      throw NetworkErrors.policy("rule:" + action);
    }
    return subnet;
  }
}
