package haneul.services.compute.http;

import haneul.platform.http.ServiceApi;
import haneul.services.compute.ops.CacheImages;
import haneul.services.compute.ops.FlavorCatalog;
import haneul.services.compute.ops.HostAggregates;
import haneul.services.compute.ops.HostInventory;
import haneul.services.compute.ops.KeyPairs;
import haneul.services.compute.ops.Quotas;
import haneul.services.compute.ops.ServerChanges;
import haneul.services.compute.ops.ServerConsole;
import haneul.services.compute.ops.ServerGroups;
import haneul.services.compute.ops.ServerGroupsOfPorts;
import haneul.services.compute.ops.ServerHistory;
import haneul.services.compute.ops.ServerReads;
import haneul.services.compute.ops.ServerTags;
import haneul.services.compute.ops.UsageReports;

/** Compute's API: where each of its parts is mounted. */
public final class ComputeApi {
  private ComputeApi() {}

  /** What the API calls. */
  public record Ops(
      FlavorCatalog flavors,
      KeyPairs keyPairs,
      ServerReads reads,
      ServerChanges changes,
      ServerConsole console,
      ServerGroupsOfPorts groups,
      ServerTags tags,
      ServerHistory history,
      HostInventory hosts,
      HostAggregates aggregates,
      CacheImages cacheImages,
      ServerGroups serverGroups,
      Quotas quotas,
      UsageReports usage) {}

  public static ServiceApi of(Ops ops) {
    ServiceApi api = new ServiceApi("compute", "/compute", new ComputeErrors());
    api.around((request, next) -> {
      if (request.path().startsWith("/v2.1")) {
        Microversions.of(request);
      }
      return next.handle(request);
    });
    api.finish(Microversions::finish);
    VersionsApi.mount(api);
    new FlavorsApi(ops.flavors()).mount(api);
    new FlavorDetailsApi(ops.flavors()).mount(api);
    new KeyPairsApi(ops.keyPairs()).mount(api);
    new ServersApi(ops.reads(), ops.changes()).mount(api);
    new ServerActionsApi(ops.changes(), ops.console(), ops.groups()).mount(api);
    new ServerMetadataApi(ops.reads(), ops.changes()).mount(api);
    new ServerTagsApi(ops.tags()).mount(api);
    new ServerPartsApi(ops.reads()).mount(api);
    new SecurityGroupsApi(ops.groups()).mount(api);
    new ServerHistoryApi(ops.history()).mount(api);
    new HypervisorsApi(ops.hosts()).mount(api);
    new ServicesApi(ops.hosts()).mount(api);
    new ZonesApi(ops.hosts()).mount(api);
    new OldHostsApi(ops.hosts()).mount(api);
    new AggregatesApi(ops.aggregates(), ops.cacheImages()).mount(api);
    new ServerGroupsApi(ops.serverGroups()).mount(api);
    new QuotasApi(ops.quotas()).mount(api);
    new UsageApi(ops.usage()).mount(api);
    EmptyListsApi.mount(api);
    return api;
  }
}
