package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.DOMAIN_ID;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.LIMIT;
import static haneul.services.identity.store.Tables.PROJECT_ID;
import static haneul.services.identity.store.Tables.REGION_ID;
import static haneul.services.identity.store.Tables.REGISTERED_LIMIT;
import static haneul.services.identity.store.Tables.SERVICE_ID;

import haneul.platform.store.Tx;
import haneul.services.identity.domain.Limit;
import haneul.services.identity.domain.RegisteredLimit;
import haneul.services.identity.domain.Selection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Rows of {@code identity_registered_limit} and {@code identity_limit}. */
public final class LimitRows {
  /** In a column that is part of a unique key, no id. */
  private static final String NONE = "";

  private static final Field<String> RESOURCE_NAME = Tables.text("resource_name");
  private static final Field<Integer> DEFAULT_LIMIT = Tables.number("default_limit");
  private static final Field<Integer> RESOURCE_LIMIT = Tables.number("resource_limit");
  private static final Field<String> REGISTERED_LIMIT_ID = Tables.text("registered_limit_id");

  private static final Rows<RegisteredLimit> REGISTERED =
      new Rows<>(
          REGISTERED_LIMIT,
          LimitRows::registered,
          LimitRows::row,
          List.of(ID, SERVICE_ID, REGION_ID, RESOURCE_NAME, DEFAULT_LIMIT, DESCRIPTION),
          Map.of(
              "id", ID,
              "service_id", SERVICE_ID,
              "region_id", REGION_ID,
              "resource_name", RESOURCE_NAME));
  private static final Rows<Limit> LIMITS =
      new Rows<>(
          LIMIT,
          LimitRows::limit,
          LimitRows::row,
          List.of(
              ID,
              REGISTERED_LIMIT_ID,
              SERVICE_ID,
              REGION_ID,
              RESOURCE_NAME,
              PROJECT_ID,
              DOMAIN_ID,
              RESOURCE_LIMIT,
              DESCRIPTION),
          Map.of(
              "id", ID,
              "service_id", SERVICE_ID,
              "region_id", REGION_ID,
              "resource_name", RESOURCE_NAME,
              "project_id", PROJECT_ID,
              "domain_id", DOMAIN_ID));

  private LimitRows() {}

  public static Optional<RegisteredLimit> findRegistered(Tx tx, String id) {
    return REGISTERED.find(tx, id);
  }

  public static Optional<RegisteredLimit> findRegistered(
      Tx tx, String serviceId, Optional<String> regionId, String resourceName) {
    return REGISTERED.one(
        tx,
        SERVICE_ID
            .eq(serviceId)
            .and(REGION_ID.eq(regionId.orElse(NONE)))
            .and(RESOURCE_NAME.eq(resourceName)));
  }

  public static List<RegisteredLimit> listRegistered(Tx tx, Selection selection) {
    return REGISTERED.list(tx, selection);
  }

  public static void insert(Tx tx, RegisteredLimit limit) {
    REGISTERED.insert(tx, limit);
  }

  public static void update(Tx tx, RegisteredLimit limit) {
    REGISTERED.update(tx, limit);
  }

  public static boolean isUsed(Tx tx, String registeredLimitId) {
    return LIMITS.exists(tx, REGISTERED_LIMIT_ID.eq(registeredLimitId));
  }

  public static void deleteRegistered(Tx tx, String id) {
    REGISTERED.delete(tx, ID.eq(id));
  }

  public static Optional<Limit> find(Tx tx, String id) {
    return LIMITS.find(tx, id);
  }

  /** The limit that a project or domain has instead of a registered one. */
  public static Optional<Limit> find(
      Tx tx, String registeredLimitId, Optional<String> projectId, Optional<String> domainId) {
    return LIMITS.one(
        tx,
        REGISTERED_LIMIT_ID
            .eq(registeredLimitId)
            .and(PROJECT_ID.eq(projectId.orElse(NONE)))
            .and(DOMAIN_ID.eq(domainId.orElse(NONE))));
  }

  public static List<Limit> list(Tx tx, Selection selection) {
    return LIMITS.list(tx, selection);
  }

  /** Those of a domain and of its projects. */
  public static List<Limit> listWithin(Tx tx, String domainId, Selection selection) {
    return LIMITS.list(
        tx,
        selection,
        DOMAIN_ID
            .eq(domainId)
            .or(PROJECT_ID.in(DSL.select(ID).from(Tables.PROJECT).where(DOMAIN_ID.eq(domainId)))));
  }

  public static void insert(Tx tx, Limit limit) {
    LIMITS.insert(tx, limit);
  }

  public static void update(Tx tx, Limit limit) {
    LIMITS.update(tx, limit);
  }

  public static void delete(Tx tx, String id) {
    LIMITS.delete(tx, ID.eq(id));
  }

  static void deleteProjects(Tx tx, Select<Record1<String>> ids) {
    LIMITS.delete(tx, PROJECT_ID.in(ids));
  }

  static void deleteDomain(Tx tx, String id) {
    LIMITS.delete(tx, DOMAIN_ID.eq(id));
  }

  static void deleteService(Tx tx, String id) {
    deleteWith(tx, SERVICE_ID.eq(id));
  }

  static void deleteRegion(Tx tx, String id) {
    deleteWith(tx, REGION_ID.eq(id));
  }

  private static void deleteWith(Tx tx, Condition condition) {
    LIMITS.delete(tx, condition);
    REGISTERED.delete(tx, condition);
  }

  private static Row row(RegisteredLimit limit) {
    return new Row()
        .with(ID, limit.id())
        .with(SERVICE_ID, limit.serviceId())
        .with(REGION_ID, limit.regionId().orElse(NONE))
        .with(RESOURCE_NAME, limit.resourceName())
        .with(DEFAULT_LIMIT, limit.defaultLimit())
        .with(DESCRIPTION, limit.description());
  }

  private static Row row(Limit limit) {
    return new Row()
        .with(ID, limit.id())
        .with(REGISTERED_LIMIT_ID, limit.registeredLimitId())
        .with(SERVICE_ID, limit.serviceId())
        .with(REGION_ID, limit.regionId().orElse(NONE))
        .with(RESOURCE_NAME, limit.resourceName())
        .with(PROJECT_ID, limit.projectId().orElse(NONE))
        .with(DOMAIN_ID, limit.domainId().orElse(NONE))
        .with(RESOURCE_LIMIT, limit.resourceLimit())
        .with(DESCRIPTION, limit.description());
  }

  private static RegisteredLimit registered(Record row) {
    return new RegisteredLimit(
        row.get(ID),
        row.get(SERVICE_ID),
        Tables.filled(row.get(REGION_ID)),
        row.get(RESOURCE_NAME),
        row.get(DEFAULT_LIMIT),
        Optional.ofNullable(row.get(DESCRIPTION)));
  }

  private static Limit limit(Record row) {
    return new Limit(
        row.get(ID),
        row.get(REGISTERED_LIMIT_ID),
        row.get(SERVICE_ID),
        Tables.filled(row.get(REGION_ID)),
        row.get(RESOURCE_NAME),
        Tables.filled(row.get(PROJECT_ID)),
        Tables.filled(row.get(DOMAIN_ID)),
        row.get(RESOURCE_LIMIT),
        Optional.ofNullable(row.get(DESCRIPTION)));
  }
}
