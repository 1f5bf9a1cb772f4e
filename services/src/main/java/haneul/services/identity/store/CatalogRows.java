package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.ENABLED;
import static haneul.services.identity.store.Tables.ENDPOINT;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.INTERFACE;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.REGION;
import static haneul.services.identity.store.Tables.REGION_ID;
import static haneul.services.identity.store.Tables.SERVICE;
import static haneul.services.identity.store.Tables.SERVICE_ID;
import static haneul.services.identity.store.Tables.TYPE;
import static haneul.services.identity.store.Tables.URL;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Region;
import haneul.services.identity.domain.Selection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Rows of {@code identity_region}, {@code identity_service} and {@code identity_endpoint}. */
public final class CatalogRows {
  private static final Field<String> PARENT_REGION_ID = Tables.text("parent_region_id");

  private static final Rows<Region> REGIONS =
      new Rows<>(
          REGION,
          CatalogRows::region,
          CatalogRows::row,
          List.of(ID, DESCRIPTION, PARENT_REGION_ID, EXTRA),
          Map.of("id", ID, "parent_region_id", PARENT_REGION_ID));
  private static final Rows<CatalogService> SERVICES =
      new Rows<>(
          SERVICE,
          CatalogRows::service,
          CatalogRows::row,
          List.of(ID, TYPE, NAME, DESCRIPTION, ENABLED, EXTRA),
          Map.of("id", ID, "name", NAME, "type", TYPE));
  private static final Rows<Endpoint> ENDPOINTS =
      new Rows<>(
          ENDPOINT,
          CatalogRows::endpoint,
          CatalogRows::row,
          List.of(ID, SERVICE_ID, INTERFACE, REGION_ID, URL, ENABLED, EXTRA),
          Map.of(
              "id", ID,
              "service_id", SERVICE_ID,
              "interface", INTERFACE,
              "region_id", REGION_ID,
              "enabled", ENABLED));

  private CatalogRows() {}

  public static Optional<Region> region(Tx tx, String id) {
    return REGIONS.find(tx, id);
  }

  public static List<Region> regions(Tx tx, Selection selection) {
    return REGIONS.list(tx, selection);
  }

  public static List<Region> childRegions(Tx tx, String id) {
    return REGIONS.where(tx, PARENT_REGION_ID.eq(id));
  }

  public static Optional<CatalogService> service(Tx tx, String id) {
    return SERVICES.find(tx, id);
  }

  public static List<CatalogService> services(Tx tx, Selection selection) {
    return SERVICES.list(tx, selection);
  }

  public static Optional<Endpoint> endpoint(Tx tx, String id) {
    return ENDPOINTS.find(tx, id);
  }

  public static List<Endpoint> endpoints(Tx tx, Selection selection) {
    return ENDPOINTS.list(tx, selection);
  }

  public static List<Endpoint> endpointsWithIds(Tx tx, Collection<String> ids) {
    return ENDPOINTS.withIds(tx, ids);
  }

  public static void insert(Tx tx, Region region) {
    REGIONS.insert(tx, region);
  }

  public static void insert(Tx tx, CatalogService service) {
    SERVICES.insert(tx, service);
  }

  public static void insert(Tx tx, Endpoint endpoint) {
    ENDPOINTS.insert(tx, endpoint);
  }

  public static void update(Tx tx, Region region) {
    REGIONS.update(tx, region);
  }

  public static void update(Tx tx, CatalogService service) {
    SERVICES.update(tx, service);
  }

  public static void update(Tx tx, Endpoint endpoint) {
    ENDPOINTS.update(tx, endpoint);
  }

  /** A region that nothing is in. */
  public static void deleteRegion(Tx tx, String id) {
    LimitRows.deleteRegion(tx, id);
    REGIONS.delete(tx, ID.eq(id));
  }

  /** Its endpoints and limits go with it. */
  public static void deleteService(Tx tx, String id) {
    deleteEndpoints(tx, SERVICE_ID.eq(id));
    LimitRows.deleteService(tx, id);
    SERVICES.delete(tx, ID.eq(id));
  }

  public static void deleteEndpoint(Tx tx, String id) {
    deleteEndpoints(tx, ID.eq(id));
  }

  private static void deleteEndpoints(Tx tx, Condition which) {
    Select<Record1<String>> ids = DSL.select(ID).from(ENDPOINT).where(which);
    CatalogFilterRows.deleteEndpoints(tx, ids);
    ENDPOINTS.delete(tx, which);
  }

  private static Row row(Region region) {
    return new Row()
        .with(ID, region.id())
        .with(DESCRIPTION, region.description())
        .with(PARENT_REGION_ID, region.parentRegionId())
        .with(EXTRA, Json.text(region.extra()));
  }

  private static Row row(CatalogService service) {
    return new Row()
        .with(ID, service.id())
        .with(TYPE, service.type())
        .with(NAME, service.name())
        .with(DESCRIPTION, service.description())
        .with(ENABLED, service.enabled())
        .with(EXTRA, Json.text(service.extra()));
  }

  private static Row row(Endpoint endpoint) {
    return new Row()
        .with(ID, endpoint.id())
        .with(SERVICE_ID, endpoint.serviceId())
        .with(INTERFACE, endpoint.face())
        .with(REGION_ID, endpoint.regionId())
        .with(URL, endpoint.template())
        .with(ENABLED, endpoint.enabled())
        .with(EXTRA, Json.text(endpoint.extra()));
  }

  private static Region region(Record row) {
    return new Region(
        row.get(ID),
        row.get(DESCRIPTION),
        Optional.ofNullable(row.get(PARENT_REGION_ID)),
        Tables.object(row));
  }

  private static CatalogService service(Record row) {
    return new CatalogService(
        row.get(ID),
        row.get(TYPE),
        row.get(NAME),
        Optional.ofNullable(row.get(DESCRIPTION)),
        row.get(ENABLED),
        Tables.object(row));
  }

  private static Endpoint endpoint(Record row) {
    return new Endpoint(
        row.get(ID),
        row.get(SERVICE_ID),
        row.get(INTERFACE),
        Optional.ofNullable(row.get(REGION_ID)),
        row.get(URL),
        row.get(ENABLED),
        Tables.object(row));
  }
}
