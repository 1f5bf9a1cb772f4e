package haneul.services.network.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.network.domain.GroupView;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.NetworkView;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.GroupRows;
import haneul.services.network.store.NetworkRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What many hosts must know of the same networks and groups, read once: again only when its version
 * in the store, which {@link Tell} raises, is another. For transactions that only read: what a
 * write sees before its last change is not what others of that version will see.
 */
public final class Views {
  /** More than that are read again when they are asked for. */
  private static final long MOST_PORTS = 100_000;

  private final Hosts hosts;
  private final Cache<NetworkId, Versioned<NetworkView>> networks =
      Caffeine.newBuilder()
          .maximumWeight(MOST_PORTS)
          .<NetworkId, Versioned<NetworkView>>weigher((_, it) -> 1 + it.view().ports().size())
          .build();
  private final Cache<SecurityGroupId, Versioned<GroupView>> groups =
      Caffeine.newBuilder()
          .maximumWeight(MOST_PORTS)
          .<SecurityGroupId, Versioned<GroupView>>weigher(
              (_, it) -> 1 + it.view().group().rules().size() + it.view().members().size())
          .build();

  private final Cache<Tx, HostView> inTransaction = Caffeine.newBuilder().weakKeys().build();

  private record Versioned<V>(long version, V view) {}

  public Views(Hosts hosts) {
    this.hosts = hosts;
  }

  /**
   * What a host must know.
   *
   * @param networks those of which it has a port, in the order of their ids
   * @param groups those of its ports, and those that their rules name
   */
  public record HostView(
      HostName host, List<NetworkView> networks, Map<SecurityGroupId, GroupView> groups) {
    /** The host's own ports. */
    public List<Port> ports() {
      return networks.stream().flatMap(view -> view.on(host).stream()).toList();
    }
  }

  /** What a host must know; once in a transaction, as more than one asks. */
  public HostView of(Tx tx, HostName host) {
    HostView known = inTransaction.getIfPresent(tx);
    if (known == null || !known.host().equals(host)) {
      known = read(tx, host);
      inTransaction.put(tx, known);
    }
    return known;
  }

  private HostView read(Tx tx, HostName host) {
    List<NetworkView> itsNetworks = networks(tx, host);
    HostView bare = new HostView(host, itsNetworks, Map.of());
    Map<SecurityGroupId, GroupView> all =
        groups(
            tx,
            bare.ports().stream()
                .flatMap(port -> port.groups().stream())
                .collect(Collectors.toSet()));
    Set<SecurityGroupId> named =
        all.values().stream()
            .flatMap(view -> view.group().rules().stream())
            .flatMap(rule -> rule.remoteGroup().stream())
            .filter(id -> !all.containsKey(id))
            .collect(Collectors.toSet());
    all.putAll(groups(tx, named));
    return new HostView(host, itsNetworks, Map.copyOf(all));
  }

  private List<NetworkView> networks(Tx tx, HostName host) {
    return current(
            tx, networks, NetworkRows.versionsOn(tx, host), missing -> readNetworks(tx, missing))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey((a, b) -> a.value().compareTo(b.value())))
        .map(Map.Entry::getValue)
        .toList();
  }

  private Map<SecurityGroupId, GroupView> groups(Tx tx, Collection<SecurityGroupId> ids) {
    Map<SecurityGroupId, Long> versions = new HashMap<>();
    Map<SecurityGroupId, Integer> revisions = new HashMap<>();
    for (GroupRows.Standing group : GroupRows.standing(tx, ids)) {
      versions.put(group.id(), group.version());
      revisions.put(group.id(), group.revision());
    }
    return current(tx, groups, versions, missing -> readGroups(tx, missing, revisions));
  }

  private static <K, V> Map<K, V> current(
      Tx tx,
      Cache<K, Versioned<V>> cache,
      Map<K, Long> versions,
      Function<Set<K>, Map<K, V>> read) {
    Map<K, V> current = new HashMap<>();
    Set<K> missing = new HashSet<>();
    versions.forEach((id, version) -> {
      Versioned<V> known = cache.getIfPresent(id);
      if (known != null && known.version() == version) {
        current.put(id, known.view());
      } else {
        missing.add(id);
      }
    });
    if (!missing.isEmpty()) {
      read.apply(missing)
          .forEach((id, view) -> {
            Versioned<V> versioned = new Versioned<>(versions.getOrDefault(id, 0L), view);
            tx.afterCommit(() -> cache.put(id, versioned));
            current.put(id, view);
          });
    }
    return current;
  }

  private Map<NetworkId, NetworkView> readNetworks(Tx tx, Set<NetworkId> ids) {
    Map<NetworkId, List<Subnet>> subnets = SubnetRows.of(tx, ids);
    Map<NetworkId, List<Port>> ports =
        PortRows.ofNetworks(tx, ids).stream().collect(Collectors.groupingBy(Port::network));
    Map<HostName, String> tunnelEnds = hosts.tunnelAddresses(tx, hostsOf(ports.values()));
    return NetworkRows.all(tx, ids).stream()
        .map(network -> {
          List<Port> its = ports.getOrDefault(network.id(), List.of());
          Map<HostName, String> ends = new HashMap<>(tunnelEnds);
          ends.keySet().retainAll(hostsOf(List.of(its)));
          return NetworkView.of(network, subnets.getOrDefault(network.id(), List.of()), its, ends);
        })
        .collect(Collectors.toMap(view -> view.network().id(), Function.identity()));
  }

  private static Set<HostName> hostsOf(Collection<List<Port>> ports) {
    return ports.stream()
        .flatMap(List::stream)
        .flatMap(port -> port.host().stream())
        .collect(Collectors.toSet());
  }

  /** Its members come and go; its rules seldom change. */
  private Map<SecurityGroupId, GroupView> readGroups(
      Tx tx, Set<SecurityGroupId> ids, Map<SecurityGroupId, Integer> revisions) {
    Map<SecurityGroupId, SecurityGroup> found = new HashMap<>();
    for (SecurityGroupId id : ids) {
      Optional.ofNullable(groups.getIfPresent(id))
          .map(known -> known.view().group())
          .filter(group -> Objects.equals(revisions.get(id), group.stamp().revision()))
          .ifPresent(group -> found.put(id, group));
    }
    Set<SecurityGroupId> others = new HashSet<>(ids);
    others.removeAll(found.keySet());
    GroupRows.all(tx, others).forEach(group -> found.put(group.id(), group));
    Map<SecurityGroupId, List<IpAddress>> members = GroupRows.members(tx, ids);
    return found.values().stream()
        .collect(
            Collectors.toMap(
                SecurityGroup::id,
                group -> new GroupView(group, members.getOrDefault(group.id(), List.of()))));
  }
}
