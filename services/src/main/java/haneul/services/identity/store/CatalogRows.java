package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.ENABLED;
import static haneul.services.identity.store.Tables.ENDPOINT;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.INTERFACE;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.PARENT_REGION_ID;
import static haneul.services.identity.store.Tables.REGION;
import static haneul.services.identity.store.Tables.REGION_ID;
import static haneul.services.identity.store.Tables.SERVICE;
import static haneul.services.identity.store.Tables.SERVICE_ID;
import static haneul.services.identity.store.Tables.TYPE;
import static haneul.services.identity.store.Tables.URL;
import static haneul.services.identity.store.Tables.narrowed;

import haneul.platform.store.Tx;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Region;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Rows of {@code identity_region}, {@code identity_service} and {@code identity_endpoint}. */
public final class CatalogRows {
  private CatalogRows() {}

  private static Condition matching(Filters.OfServices filter) {
    return narrowed(filter.name(), NAME::eq).and(narrowed(filter.type(), TYPE::eq));
  }

  private static Condition matching(Filters.OfEndpoints filter) {
    return narrowed(filter.serviceId(), SERVICE_ID::eq)
        .and(narrowed(filter.face(), INTERFACE::eq))
        .and(narrowed(filter.regionId(), REGION_ID::eq));
  }

  public static Optional<Region> region(Tx tx, String id) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(REGION)
        .where(ID.eq(id))
        .fetchOptional(CatalogRows::region);
  }

  public static List<Region> regions(Tx tx, Optional<String> parentId, Page page) {
    return Tables.page(
        tx, REGION, page, narrowed(parentId, PARENT_REGION_ID::eq), CatalogRows::region);
  }

  public static Optional<CatalogService> service(Tx tx, String id) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(SERVICE)
        .where(ID.eq(id))
        .fetchOptional(CatalogRows::service);
  }

  public static List<CatalogService> services(Tx tx, Filters.OfServices filter, Page page) {
    return Tables.page(tx, SERVICE, page, matching(filter), CatalogRows::service);
  }

  public static Optional<Endpoint> endpoint(Tx tx, String id) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(ENDPOINT)
        .where(ID.eq(id))
        .fetchOptional(CatalogRows::endpoint);
  }

  public static List<Endpoint> endpoints(Tx tx, Filters.OfEndpoints filter, Page page) {
    return Tables.page(tx, ENDPOINT, page, matching(filter), CatalogRows::endpoint);
  }

  public static void insert(Tx tx, Region region) {
    tx.sql()
        .insertInto(REGION)
        .set(ID, region.id())
        .set(DESCRIPTION, region.description())
        .set(PARENT_REGION_ID, region.parentRegionId().orElse(null))
        .execute();
  }

  public static void insert(Tx tx, CatalogService service) {
    tx.sql()
        .insertInto(SERVICE)
        .set(ID, service.id())
        .set(TYPE, service.type())
        .set(NAME, service.name())
        .set(ENABLED, service.enabled())
        .execute();
  }

  public static void insert(Tx tx, Endpoint endpoint) {
    tx.sql()
        .insertInto(ENDPOINT)
        .set(ID, endpoint.id())
        .set(SERVICE_ID, endpoint.serviceId())
        .set(INTERFACE, endpoint.face())
        .set(REGION_ID, endpoint.regionId())
        .set(URL, endpoint.template())
        .set(ENABLED, endpoint.enabled())
        .execute();
  }

  private static Region region(Record row) {
    return new Region(
        row.get(ID), row.get(DESCRIPTION), Optional.ofNullable(row.get(PARENT_REGION_ID)));
  }

  private static CatalogService service(Record row) {
    return new CatalogService(row.get(ID), row.get(TYPE), row.get(NAME), row.get(ENABLED));
  }

  private static Endpoint endpoint(Record row) {
    return new Endpoint(
        row.get(ID),
        row.get(SERVICE_ID),
        row.get(INTERFACE),
        row.get(REGION_ID),
        row.get(URL),
        row.get(ENABLED));
  }
}
