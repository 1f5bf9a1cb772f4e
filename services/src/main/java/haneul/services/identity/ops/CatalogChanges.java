package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Region;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.store.CatalogRows;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads and changes regions, services and endpoints. */
public final class CatalogChanges {
  private static final int MAX_REGION_DEPTH = 32;

  private final Store store;
  private final Catalog catalog;

  /**
   * @param catalog what remembers them
   */
  public CatalogChanges(Store store, Catalog catalog) {
    this.store = store;
    this.catalog = catalog;
  }

  static Region region(Tx tx, String id) {
    return CatalogRows.region(tx, id).orElseThrow(() -> Directory.notFound("region", id));
  }

  static CatalogService service(Tx tx, String id) {
    return CatalogRows.service(tx, id).orElseThrow(() -> Directory.notFound("service", id));
  }

  static Endpoint endpoint(Tx tx, String id) {
    return CatalogRows.endpoint(tx, id).orElseThrow(() -> Directory.notFound("endpoint", id));
  }

  public Region region(String id) {
    return store.read(tx -> region(tx, id));
  }

  public List<Region> regions(Selection selection) {
    return store.read(tx -> CatalogRows.regions(tx, selection));
  }

  public Region createRegion(Region region) {
    return store.write(tx -> {
      if (CatalogRows.region(tx, region.id()).isPresent()) {
        throw Refusals.duplicate("region", "Duplicate ID, " + region.id());
      }
      requireParent(tx, region);
      CatalogRows.insert(tx, region);
      catalog.changed(tx);
      return region;
    });
  }

  /** Changes a region; {@code change} must be pure. */
  public Region updateRegion(String id, UnaryOperator<Region> change) {
    return store.write(tx -> {
      Region after = change.apply(region(tx, id));
      requireParent(tx, after);
      CatalogRows.update(tx, after);
      catalog.changed(tx);
      return after;
    });
  }

  private static void requireParent(Tx tx, Region region) {
    Optional<String> parent = region.parentRegionId();
    for (int depth = 0; parent.isPresent(); depth++) {
      String id = parent.get();
      if (id.equals(region.id()) || depth > MAX_REGION_DEPTH) {
        throw CloudException.badRequest(
            "The specified parent region "
                + region.parentRegionId().orElse("")
                + " would create a circular region hierarchy.");
      }
      parent = region(tx, id).parentRegionId();
    }
  }

  /** Those below go with it; not if an endpoint is in one of them. */
  public void deleteRegion(String id) {
    store.run(tx -> {
      region(tx, id);
      Set<String> all = new HashSet<>();
      collect(tx, id, all);
      for (String one : all) {
        if (!CatalogRows.endpoints(tx, Selection.all().and("region_id", one)).isEmpty()) {
          throw CloudException.forbidden(
              "Unable to delete region "
                  + id
                  + " because it or its child regions have associated endpoints.");
        }
      }
      all.forEach(one -> CatalogRows.deleteRegion(tx, one));
      catalog.changed(tx);
    });
  }

  private static void collect(Tx tx, String id, Set<String> all) {
    if (all.add(id)) {
      CatalogRows.childRegions(tx, id).forEach(child -> collect(tx, child.id(), all));
    }
  }

  public CatalogService service(String id) {
    return store.read(tx -> service(tx, id));
  }

  public List<CatalogService> services(Selection selection) {
    return store.read(tx -> CatalogRows.services(tx, selection));
  }

  public CatalogService createService(CatalogService service) {
    return store.write(tx -> {
      CatalogRows.insert(tx, service);
      catalog.changed(tx);
      return service;
    });
  }

  /** Changes a service; {@code change} must be pure. */
  public CatalogService updateService(String id, UnaryOperator<CatalogService> change) {
    return store.write(tx -> {
      CatalogService after = change.apply(service(tx, id));
      CatalogRows.update(tx, after);
      catalog.changed(tx);
      return after;
    });
  }

  /** Its endpoints and limits go with it. */
  public void deleteService(String id) {
    store.run(tx -> {
      service(tx, id);
      CatalogRows.deleteService(tx, id);
      catalog.changed(tx);
    });
  }

  public Endpoint endpoint(String id) {
    return store.read(tx -> endpoint(tx, id));
  }

  public List<Endpoint> endpoints(Selection selection) {
    return store.read(tx -> CatalogRows.endpoints(tx, selection));
  }

  public Endpoint createEndpoint(Endpoint endpoint) {
    return store.write(tx -> {
      requireReferences(tx, endpoint);
      CatalogRows.insert(tx, endpoint);
      catalog.changed(tx);
      return endpoint;
    });
  }

  /** Changes an endpoint; {@code change} must be pure. */
  public Endpoint updateEndpoint(String id, UnaryOperator<Endpoint> change) {
    return store.write(tx -> {
      Endpoint after = change.apply(endpoint(tx, id));
      requireReferences(tx, after);
      CatalogRows.update(tx, after);
      catalog.changed(tx);
      return after;
    });
  }

  private static void requireReferences(Tx tx, Endpoint endpoint) {
    if (CatalogRows.service(tx, endpoint.serviceId()).isEmpty()) {
      throw Refusals.missingReference("service", endpoint.serviceId());
    }
    endpoint
        .regionId()
        .filter(id -> CatalogRows.region(tx, id).isEmpty())
        .ifPresent(id -> {
          throw Refusals.missingReference("region", id);
        });
  }

  public void deleteEndpoint(String id) {
    store.run(tx -> {
      endpoint(tx, id);
      CatalogRows.deleteEndpoint(tx, id);
      catalog.changed(tx);
    });
  }
}
