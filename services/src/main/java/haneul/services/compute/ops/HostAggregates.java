package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.platform.link.Hosts;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Aggregate;
import haneul.services.compute.store.ComputeStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Aggregates and availability zones, for administrators. A host is in at most one zone, and those
 * with servers do not change theirs by an aggregate that does: their owners chose it.
 */
public final class HostAggregates {
  private final Store database;
  private final ComputeStore store;
  private final Hosts hosts;
  private final HostClaims claims;
  private final InstantSource clock;

  public HostAggregates(
      Store database, ComputeStore store, Hosts hosts, HostClaims claims, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.hosts = hosts;
    this.claims = claims;
    this.clock = clock;
  }

  public List<Aggregate> list() {
    return database.read(store.aggregates()::all);
  }

  public Aggregate show(long id) {
    return database.read(tx -> find(tx, id));
  }

  public Aggregate create(String name, Optional<String> zone) {
    return database.write(tx -> {
      requireFree(tx, name);
      Aggregate made =
          new Aggregate(
              store.aggregates().nextId(tx),
              Id.newUuid(),
              name,
              List.of(),
              zone.map(its -> Map.of(Aggregate.ZONE, its)).orElse(Map.of()),
              clock.instant(),
              Optional.empty());
      store.aggregates().insert(tx, made);
      return made;
    });
  }

  public Aggregate update(long id, Optional<String> name, Optional<String> zone) {
    return database.write(tx -> {
      Aggregate old = find(tx, id);
      if (name.isPresent() && !name.get().equals(old.name())) {
        requireFree(tx, name.get());
        store.aggregates().rename(tx, id, name.get());
      }
      if (zone.isPresent()) {
        put(tx, old, Aggregate.ZONE, zone, "Cannot update aggregate ");
      }
      return changed(tx, old);
    });
  }

  /** Sets metadata; an empty value takes the key away. */
  public Aggregate setMetadata(long id, Map<String, Optional<String>> metadata) {
    return database.write(tx -> {
      Aggregate old = find(tx, id);
      metadata.forEach(
          (key, value) -> put(tx, old, key, value, "Cannot update metadata of aggregate "));
      return changed(tx, old);
    });
  }

  private void put(Tx tx, Aggregate old, String key, Optional<String> value, String cannot) {
    if (key.equals(Aggregate.ZONE) && !value.equals(old.zone())) {
      if (old.hosts().stream().anyMatch(host -> hasServers(tx, host))) {
        throw CloudException.badRequest(
            cannot + old.id() + ". Reason: One or more hosts contain instances in this zone.");
      }
      if (value.isPresent()) {
        elsewhere(tx, old, old.hosts(), value.get())
            .ifPresent(reason -> {
              throw CloudException.badRequest(cannot + old.id() + ". Reason: " + reason);
            });
      }
      old.hosts().forEach(host -> hosts.changed(tx, host));
    }
    store.aggregates().put(tx, old.id(), key, value);
  }

  private boolean hasServers(Tx tx, HostName host) {
    return store.servers().claimed(tx, host).servers() > 0;
  }

  /** Why hosts cannot be in a zone: another aggregate has one of them in another. */
  private Optional<String> elsewhere(
      Tx tx, Aggregate aggregate, List<HostName> which, String zone) {
    return store.aggregates().all(tx).stream()
        .filter(other -> other.id() != aggregate.id())
        .filter(other -> other.zone().filter(its -> !its.equals(zone)).isPresent())
        .filter(other -> other.hosts().stream().anyMatch(which::contains))
        .findFirst()
        .map(other ->
            "One or more hosts already in availability zone(s) " + other.zone().get() + ".");
  }

  /** Deletes one that has no hosts. */
  public void delete(long id) {
    database.run(tx -> {
      if (!find(tx, id).hosts().isEmpty()) {
        throw CloudException.badRequest(
            "Cannot remove aggregate " + id + ". Reason: Host aggregate is not empty.");
      }
      store.aggregates().delete(tx, id);
      store.cachedImages().forget(tx, id);
    });
  }

  public Aggregate addHost(long id, String name) {
    return database.write(tx -> {
      Aggregate old = find(tx, id);
      HostName host = host(tx, name);
      if (old.hosts().contains(host)) {
        throw CloudException.conflict(
            "AggregateHostExists", "Aggregate " + id + " already has host " + host + ".");
      }
      if (old.zone().isPresent()) {
        elsewhere(tx, old, List.of(host), old.zone().get())
            .ifPresent(reason -> {
              throw CloudException.conflict(
                  "InvalidAggregateActionAdd",
                  "Cannot add host to aggregate " + id + ". Reason: " + reason);
            });
      }
      store.aggregates().addHost(tx, id, host);
      hosts.changed(tx, host);
      return changed(tx, old);
    });
  }

  public Aggregate removeHost(long id, String name) {
    return database.write(tx -> {
      Aggregate old = find(tx, id);
      Optional<HostName> host =
          old.hosts().stream().filter(its -> its.value().equals(name)).findFirst();
      if (host.isEmpty()) {
        throw CloudException.notFound(
            "AggregateHostNotFound",
            "Cannot remove host " + name + " in aggregate " + id + ": it is not in it.");
      }
      store.aggregates().removeHost(tx, id, host.get());
      hosts.changed(tx, host.get());
      return changed(tx, old);
    });
  }

  private HostName host(Tx tx, String name) {
    return HostNames.possible(name)
        .filter(host -> hosts.find(tx, host).isPresent())
        .orElseThrow(() -> HostNames.notFound(name));
  }

  private void requireFree(Tx tx, String name) {
    if (store.aggregates().all(tx).stream().anyMatch(other -> other.name().equals(name))) {
      throw CloudException.conflict(
          "AggregateNameExists", "Aggregate " + name + " already exists.");
    }
  }

  private Aggregate find(Tx tx, long id) {
    return store.aggregates().find(tx, id).orElseThrow(() -> notFound(id));
  }

  static CloudException notFound(long id) {
    return CloudException.notFound("AggregateNotFound", "Aggregate " + id + " could not be found.");
  }

  private Aggregate changed(Tx tx, Aggregate old) {
    store.aggregates().touch(tx, old.id(), clock.instant());
    tx.afterCommit(claims::lookAgain);
    return find(tx, old.id());
  }
}
