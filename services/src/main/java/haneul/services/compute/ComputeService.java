package haneul.services.compute;

import haneul.base.host.HostQuestions;
import haneul.base.id.HostName;
import haneul.platform.http.ServiceApi;
import haneul.platform.link.HostReportSink;
import haneul.platform.link.HostWantedSource;
import haneul.platform.link.Hosts;
import haneul.platform.link.Listening;
import haneul.platform.saga.Saga;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.ComputeSettings;
import haneul.services.compute.http.ComputeApi;
import haneul.services.compute.ops.CacheImages;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.ops.CreateServer;
import haneul.services.compute.ops.DeleteServer;
import haneul.services.compute.ops.FlavorCatalog;
import haneul.services.compute.ops.HostAggregates;
import haneul.services.compute.ops.HostClaims;
import haneul.services.compute.ops.HostInventory;
import haneul.services.compute.ops.KeyPairs;
import haneul.services.compute.ops.PlacementRules;
import haneul.services.compute.ops.PowerServer;
import haneul.services.compute.ops.Quotas;
import haneul.services.compute.ops.ServerAdmission;
import haneul.services.compute.ops.ServerChanges;
import haneul.services.compute.ops.ServerConsole;
import haneul.services.compute.ops.ServerGroups;
import haneul.services.compute.ops.ServerGroupsOfPorts;
import haneul.services.compute.ops.ServerHistory;
import haneul.services.compute.ops.ServerReads;
import haneul.services.compute.ops.ServerTags;
import haneul.services.compute.ops.UsageReports;
import haneul.services.compute.reconcile.ComputeReports;
import haneul.services.compute.reconcile.ComputeWanted;
import haneul.services.compute.store.ComputeStore;
import haneul.services.identity.contract.Projects;
import haneul.services.image.contract.Images;
import haneul.services.network.contract.ServerPorts;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Compute: flavors, key pairs and servers. Knows what hosts shall run; agents run it. */
public final class ComputeService {
  private final ServiceApi api;
  private final List<Saga> sagas;
  private final ComputeWanted wanted;
  private final ComputeReports reports;
  private final FlavorCatalog flavors;
  private final Listening listening;

  /**
   * @param questions who answers questions on a host; throws when nobody does
   * @param running the saga runner, which is made after the services and from their {@link #sagas}
   * @param forget forgets a host, for all services
   */
  public ComputeService(
      Store database,
      InstantSource clock,
      Hosts hosts,
      Images images,
      ServerPorts ports,
      Projects projects,
      Function<HostName, HostQuestions> questions,
      Supplier<Sagas> running,
      BiConsumer<Tx, HostName> forget,
      ComputeSettings settings) {
    ComputeStore store = new ComputeStore();
    ComputeHosts computeHosts = new ComputeHosts(store, hosts, settings, clock);
    listening = computeHosts.listening();
    HostClaims claims = new HostClaims(store, computeHosts, ports, settings.scheduling(), clock);
    DeleteServer delete = new DeleteServer(store, ports, hosts, settings, clock, running);
    CreateServer create = new CreateServer(store, ports, hosts, claims, clock, running);
    sagas = List.of(create, delete);
    CacheImages cacheImages = new CacheImages(database, store, images, hosts, clock);
    wanted = new ComputeWanted(store.servers(), ports, computeHosts, cacheImages);
    reports =
        new ComputeReports(store.servers(), store.actions(), computeHosts, claims, clock, running);
    flavors = new FlavorCatalog(database, store.flavors(), projects, clock);
    ServerChanges changes =
        new ServerChanges(
            database,
            store,
            new ServerAdmission(
                store,
                images,
                ports,
                new PlacementRules(store, hosts, computeHosts),
                clock,
                running),
            delete,
            new PowerServer(store, hosts, clock),
            hosts,
            clock);
    api =
        ComputeApi.of(
            new ComputeApi.Ops(
                flavors,
                new KeyPairs(database, store, clock),
                new ServerReads(database, store, ports, computeHosts),
                changes,
                new ServerConsole(database, store, questions),
                new ServerGroupsOfPorts(database, store, ports),
                new ServerTags(database, store),
                new ServerHistory(database, store),
                new HostInventory(database, store, computeHosts, claims, forget, clock),
                new HostAggregates(database, store, hosts, claims, clock),
                cacheImages,
                new ServerGroups(database, store, clock),
                new Quotas(database, store, projects),
                new UsageReports(database, store, clock)));
  }

  /** What is served under {@code /compute}. */
  public ServiceApi api() {
    return api;
  }

  public List<Saga> sagas() {
    return sagas;
  }

  /** The guests of each host. */
  public HostWantedSource wanted() {
    return wanted;
  }

  public HostReportSink reports() {
    return reports;
  }

  /** Whether hosts can be judged; to be started, and closed at the end. */
  public Listening listening() {
    return listening;
  }

  /** Makes what a new cloud starts with: the usual flavors. */
  public void bootstrap() {
    flavors.bootstrap();
  }
}
