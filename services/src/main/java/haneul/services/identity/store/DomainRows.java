package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.DOMAIN;
import static haneul.services.identity.store.Tables.ENABLED;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.IMMUTABLE;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.TAGS;
import static haneul.services.identity.store.Tables.narrowed;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Rows of {@code identity_domain}. */
public final class DomainRows {
  private DomainRows() {}

  private static Condition matching(Filters.OfDomains filter) {
    return narrowed(filter.name(), NAME::eq)
        .and(narrowed(filter.enabled(), ENABLED::eq))
        .and(narrowed(filter.ofUser(), user -> AssignmentRows.targetOf(user, "domain")));
  }

  public static Optional<Domain> find(Tx tx, String id) {
    return one(tx, ID.eq(id));
  }

  public static Optional<Domain> findByName(Tx tx, String name) {
    return one(tx, NAME.eq(name));
  }

  private static Optional<Domain> one(Tx tx, Condition condition) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(DOMAIN)
        .where(condition)
        .fetchOptional(DomainRows::domain);
  }

  public static List<Domain> withIds(Tx tx, Collection<String> ids) {
    return Tables.withIds(tx, DOMAIN, ids, DomainRows::domain);
  }

  public static List<Domain> list(Tx tx, Filters.OfDomains filter, Page page) {
    return Tables.page(tx, DOMAIN, page, matching(filter), DomainRows::domain);
  }

  public static void insert(Tx tx, Domain domain) {
    tx.sql()
        .insertInto(DOMAIN)
        .set(ID, domain.id())
        .set(NAME, domain.name())
        .set(DESCRIPTION, domain.description())
        .set(ENABLED, domain.enabled())
        .set(IMMUTABLE, domain.immutable())
        .set(TAGS, Tables.text(domain.tags()))
        .set(EXTRA, Json.text(domain.extra()))
        .execute();
  }

  public static void update(Tx tx, Domain domain) {
    tx.sql()
        .update(DOMAIN)
        .set(NAME, domain.name())
        .set(DESCRIPTION, domain.description())
        .set(ENABLED, domain.enabled())
        .set(IMMUTABLE, domain.immutable())
        .set(TAGS, Tables.text(domain.tags()))
        .set(EXTRA, Json.text(domain.extra()))
        .where(ID.eq(domain.id()))
        .execute();
  }

  /** Its users and projects, and every assignment of theirs, go with it. */
  public static void delete(Tx tx, String id) {
    AssignmentRows.deleteTarget(tx, "domain", id);
    UserRows.deleteDomain(tx, id);
    ProjectRows.deleteDomain(tx, id);
    tx.sql().deleteFrom(DOMAIN).where(ID.eq(id)).execute();
  }

  private static Domain domain(Record row) {
    return new Domain(
        row.get(ID),
        row.get(NAME),
        row.get(DESCRIPTION),
        row.get(ENABLED),
        row.get(IMMUTABLE),
        Tables.tags(row),
        Tables.object(row));
  }
}
