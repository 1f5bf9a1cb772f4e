package haneul.services.network.ops;

import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.SubnetId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.SecurityRule;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.GroupRows;
import haneul.services.network.store.Listings;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds and lists what a caller may see. What he may not see is not there. */
public final class ReadNetworks {
  /** No project has this id; a caller without a project owns nothing. */
  private static final ProjectId NOBODY = new ProjectId("-");

  private ReadNetworks() {}

  /**
   * A network as the API shows it.
   *
   * @param served whether a host serves its DHCP
   */
  public record Shown(Network network, List<SubnetId> subnets, boolean served) {}

  /** Whose things a list holds; empty means everyone's. */
  static Optional<ProjectId> scope(Caller caller) {
    return caller.isAdmin() ? Optional.empty() : Optional.of(caller.project().orElse(NOBODY));
  }

  public static Network network(Tx tx, Caller caller, String id) {
    return NetworkRows.find(tx, id)
        .filter(network -> Visible.network(caller, network))
        .orElseThrow(() -> NetworkErrors.networkNotFound(id));
  }

  public static Subnet subnet(Tx tx, Caller caller, String id) {
    return SubnetRows.find(tx, id)
        .filter(subnet ->
            caller.sees(subnet.project())
                || NetworkRows.find(tx, subnet.network()).map(Network::shared).orElse(false))
        .orElseThrow(() -> NetworkErrors.subnetNotFound(id));
  }

  public static Port port(Tx tx, Caller caller, String id) {
    return PortRows.find(tx, id)
        .filter(port -> caller.sees(port.project()))
        .orElseThrow(() -> NetworkErrors.portNotFound(id));
  }

  public static SecurityGroup group(Tx tx, Caller caller, String id) {
    return GroupRows.find(tx, id)
        .filter(group -> caller.sees(group.project()))
        .orElseThrow(() -> NetworkErrors.groupNotFound(id));
  }

  public static SecurityRule rule(Tx tx, Caller caller, String id) {
    return GroupRows.findRule(tx, id)
        .filter(rule ->
            caller.sees(rule.project())
                || GroupRows.find(tx, rule.group().value())
                    .map(group -> caller.sees(group.project()))
                    .orElse(false))
        .orElseThrow(() -> NetworkErrors.ruleNotFound(id));
  }

  public static List<Shown> networks(Tx tx, Caller caller, PageRequest page) {
    List<String> ids =
        page.cut(
            Listings.NETWORKS.ids(tx, caller.isAdmin(), Listings.networksOf(scope(caller)), page),
            NetworkErrors::networkNotFound);
    List<NetworkId> typed = ids.stream().map(NetworkId::new).toList();
    return shown(tx, inOrder(ids, NetworkRows.all(tx, typed), network -> network.id().value()));
  }

  /** With what the API shows besides the row. */
  public static List<Shown> shown(Tx tx, List<Network> networks) {
    List<NetworkId> ids = networks.stream().map(Network::id).toList();
    Map<NetworkId, List<Subnet>> subnets = SubnetRows.of(tx, ids);
    Set<NetworkId> served =
        PortRows.dhcpOf(tx, ids).stream().map(Port::network).collect(Collectors.toSet());
    return networks.stream()
        .map(network ->
            new Shown(
                network,
                subnets.getOrDefault(network.id(), List.of()).stream().map(Subnet::id).toList(),
                served.contains(network.id())))
        .toList();
  }

  public static List<Subnet> subnets(Tx tx, Caller caller, PageRequest page) {
    List<String> ids =
        page.cut(
            Listings.SUBNETS.ids(tx, caller.isAdmin(), Listings.subnetsOf(scope(caller)), page),
            NetworkErrors::subnetNotFound);
    List<SubnetId> typed = ids.stream().map(SubnetId::new).toList();
    return inOrder(ids, SubnetRows.all(tx, typed), subnet -> subnet.id().value());
  }

  public static List<Port> ports(Tx tx, Caller caller, PageRequest page) {
    List<String> ids =
        page.cut(
            Listings.PORTS.ids(tx, caller.isAdmin(), Listings.portsOf(scope(caller)), page),
            NetworkErrors::portNotFound);
    List<PortId> typed = ids.stream().map(PortId::new).toList();
    return inOrder(ids, PortRows.all(tx, typed), port -> port.id().value());
  }

  public static List<SecurityGroup> groups(Tx tx, Caller caller, PageRequest page) {
    List<String> ids =
        page.cut(
            Listings.GROUPS.ids(tx, caller.isAdmin(), Listings.groupsOf(scope(caller)), page),
            NetworkErrors::groupNotFound);
    List<SecurityGroupId> typed = ids.stream().map(SecurityGroupId::new).toList();
    return inOrder(ids, GroupRows.all(tx, typed), group -> group.id().value());
  }

  public static List<SecurityRule> rules(Tx tx, Caller caller, PageRequest page) {
    List<String> ids =
        page.cut(
            Listings.RULES.ids(tx, caller.isAdmin(), Listings.rulesOf(scope(caller)), page),
            NetworkErrors::ruleNotFound);
    return inOrder(ids, GroupRows.allRules(tx, ids), SecurityRule::id);
  }

  private static <T> List<T> inOrder(
      List<String> ids, Collection<T> things, Function<T, String> id) {
    Map<String, T> byId = things.stream().collect(Collectors.toMap(id, Function.identity()));
    List<T> ordered = new ArrayList<>();
    for (String key : ids) {
      T thing = byId.get(key);
      if (thing != null) {
        ordered.add(thing);
      }
    }
    return ordered;
  }
}
