package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.store.ComputeStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Hosts as operators see and manage them. */
public final class HostInventory {
  private final Store database;
  private final ComputeStore store;
  private final ComputeHosts hosts;
  private final HostClaims claims;
  private final BiConsumer<Tx, HostName> forget;
  private final InstantSource clock;

  /**
   * @param forget forgets a host, for all services
   */
  public HostInventory(
      Store database,
      ComputeStore store,
      ComputeHosts hosts,
      HostClaims claims,
      BiConsumer<Tx, HostName> forget,
      InstantSource clock) {
    this.forget = forget;
    this.database = database;
    this.store = store;
    this.hosts = hosts;
    this.claims = claims;
    this.clock = clock;
  }

  /** In the order they joined. */
  public List<ComputeHosts.View> all() {
    return database.read(hosts::all);
  }

  /** The servers on a host. */
  public List<Server> servers(HostName host) {
    return database.read(tx -> store.servers().onHost(tx, host));
  }

  public Instant now() {
    return clock.instant();
  }

  /** Has the scheduler leave the host alone; what runs there runs on. */
  public void disable(HostName host, Optional<String> reason) {
    database.run(tx -> {
      store.disabledHosts().disable(tx, host, reason);
      tx.afterCommit(claims::lookAgain);
    });
  }

  /** Has the host count as down, or as what it says again. */
  public void forceDown(HostName host, boolean down) {
    database.run(tx -> {
      store.disabledHosts().forceDown(tx, host, down);
      tx.afterCommit(claims::lookAgain);
    });
  }

  /** Forgets a host that has no servers and is silent: one that reports would be back at once. */
  public void remove(HostName host) {
    database.run(tx -> {
      if (!store.servers().onHost(tx, host).isEmpty()) {
        throw CloudException.conflict(
            "ServiceInUse",
            "Unable to delete compute service that is hosting instances. Migrate or delete the"
                + " instances first.");
      }
      if (hosts.reports(tx, host)) {
        throw CloudException.conflict(
            "ServiceUp",
            "Unable to delete compute service that is up: its host would report again. Stop the"
                + " agent first: haneul down.");
      }
      forget.accept(tx, host);
      tx.afterCommit(claims::lookAgain);
    });
  }

  public void enable(HostName host) {
    database.run(tx -> {
      store.disabledHosts().enable(tx, host);
      tx.afterCommit(claims::lookAgain);
    });
  }
}
