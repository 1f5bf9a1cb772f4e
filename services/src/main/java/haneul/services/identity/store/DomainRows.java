package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.DOMAIN;
import static haneul.services.identity.store.Tables.DOMAIN_ID;
import static haneul.services.identity.store.Tables.DOMAIN_OPTION;
import static haneul.services.identity.store.Tables.ENABLED;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.IMMUTABLE;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.TAGS;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rows of {@code identity_domain}, and of the options a domain has. */
public final class DomainRows {
  private static final Field<String> VALUE = Tables.text("value");

  private static final Rows<Domain> ROWS =
      new Rows<>(
          DOMAIN,
          DomainRows::domain,
          DomainRows::row,
          List.of(ID, NAME, DESCRIPTION, ENABLED, IMMUTABLE, TAGS, EXTRA),
          Map.of("id", ID, "name", NAME, "enabled", ENABLED));

  private DomainRows() {}

  public static Optional<Domain> find(Tx tx, String id) {
    return ROWS.find(tx, id);
  }

  public static Optional<Domain> findByName(Tx tx, String name) {
    return ROWS.one(tx, NAME.eq(name));
  }

  public static List<Domain> withIds(Tx tx, Collection<String> ids) {
    return ROWS.withIds(tx, ids);
  }

  public static List<Domain> list(Tx tx, Selection selection) {
    return ROWS.list(tx, selection);
  }

  /** Those a user has a role on, himself or through a group. */
  public static List<Domain> listOf(Tx tx, String userId, Selection selection) {
    return ROWS.list(
        tx,
        selection,
        ID.in(GrantRows.targets(GrantRows.ofUser(userId).and(GrantRows.direct("domain")))));
  }

  public static void insert(Tx tx, Domain domain) {
    ROWS.insert(tx, domain);
  }

  public static void update(Tx tx, Domain domain) {
    ROWS.update(tx, domain);
  }

  /** All that is in it, and every assignment of that, goes with it. */
  public static void delete(Tx tx, String id) {
    GrantRows.deleteTarget(tx, new Target.OnDomain(id));
    LimitRows.deleteDomain(tx, id);
    UserRows.deleteDomain(tx, id);
    GroupRows.deleteDomain(tx, id);
    ProjectRows.deleteDomain(tx, id);
    RoleRows.deleteDomain(tx, id);
    tx.sql().deleteFrom(DOMAIN_OPTION).where(DOMAIN_ID.eq(id)).execute();
    ROWS.delete(tx, ID.eq(id));
  }

  /** A domain's options by their names; none for a domain that is not there. */
  public static ObjectNode options(Tx tx, String domainId) {
    ObjectNode options = Json.object();
    tx.sql()
        .select(NAME, VALUE)
        .from(DOMAIN_OPTION)
        .where(DOMAIN_ID.eq(domainId))
        .orderBy(NAME)
        .forEach(row -> options.set(row.get(NAME), Json.parseOurs(row.get(VALUE))));
    return options;
  }

  public static void putOption(Tx tx, String domainId, String name, JsonNode value) {
    tx.sql()
        .insertInto(DOMAIN_OPTION)
        .set(DOMAIN_ID, domainId)
        .set(NAME, name)
        .set(VALUE, Json.text(value))
        .onConflict(DOMAIN_ID, NAME)
        .doUpdate()
        .set(VALUE, Json.text(value))
        .execute();
  }

  /** Forgets an option, or all. */
  public static void deleteOptions(Tx tx, String domainId, Optional<String> name) {
    tx.sql()
        .deleteFrom(DOMAIN_OPTION)
        .where(DOMAIN_ID.eq(domainId))
        .and(Tables.narrowed(name, NAME::eq))
        .execute();
  }

  private static Row row(Domain domain) {
    return new Row()
        .with(ID, domain.id())
        .with(NAME, domain.name())
        .with(DESCRIPTION, domain.description())
        .with(ENABLED, domain.enabled())
        .with(IMMUTABLE, domain.immutable())
        .with(TAGS, Tables.text(domain.tags()))
        .with(EXTRA, Json.text(domain.extra()));
  }

  private static Domain domain(Record row) {
    return new Domain(
        row.get(ID),
        row.get(NAME),
        row.get(DESCRIPTION),
        row.get(ENABLED),
        row.get(IMMUTABLE),
        Tables.list(row.get(TAGS)),
        Tables.object(row));
  }
}
