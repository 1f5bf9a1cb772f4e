package haneul.services.network.ops;

import haneul.base.host.PhysicalNetwork;
import haneul.platform.link.Hosts;
import haneul.platform.store.Tx;
import haneul.services.network.domain.SegmentSettings;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/** The physical networks there are: those that an operator named, and those that hosts reach. */
public final class PhysicalNetworks {
  private final Hosts hosts;
  private final List<String> named;

  public PhysicalNetworks(Hosts hosts, SegmentSettings settings) {
    this.hosts = hosts;
    this.named = settings.physicalNetworks();
  }

  /** Their names, those that an operator named first. */
  List<String> names(Tx tx) {
    TreeSet<String> reached = new TreeSet<>();
    hosts.physicalNetworks(tx).values().stream()
        .flatMap(Collection::stream)
        .forEach(each -> reached.add(each.name()));
    named.forEach(reached::remove);
    return java.util.stream.Stream.concat(named.stream(), reached.stream()).toList();
  }

  /** What the narrowest of the hosts' ways to it carries, in bytes; empty when no host has any. */
  OptionalInt narrowest(Tx tx, String name) {
    return hosts.physicalNetworks(tx).values().stream()
        .flatMap(Collection::stream)
        .filter(each -> each.name().equals(name))
        .mapToInt(PhysicalNetwork::mtuBytes)
        .min();
  }
}
