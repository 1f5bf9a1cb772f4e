package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.DOMAIN_ID;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.IMMUTABLE;
import static haneul.services.identity.store.Tables.IMPLICATION;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.ROLE;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Implication;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Role;
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

/** Rows of {@code identity_role} and {@code identity_implication}. */
public final class RoleRows {
  /** In the column, the domain of a role that is everyone's. */
  public static final String NO_DOMAIN = "";

  private static final Field<String> PRIOR = Tables.text("prior_role_id");
  private static final Field<String> IMPLIED = Tables.text("implied_role_id");

  private static final Rows<Role> ROWS =
      new Rows<>(
          ROLE,
          RoleRows::role,
          RoleRows::row,
          List.of(ID, DOMAIN_ID, NAME, DESCRIPTION, IMMUTABLE, EXTRA),
          Map.of("id", ID, "name", NAME, "domain_id", DOMAIN_ID));

  private RoleRows() {}

  public static Optional<Role> find(Tx tx, String id) {
    return ROWS.find(tx, id);
  }

  /** A role of a domain, or of everyone. */
  public static Optional<Role> findByName(Tx tx, Optional<String> domainId, String name) {
    return ROWS.one(tx, DOMAIN_ID.eq(domainId.orElse(NO_DOMAIN)).and(NAME.eq(name)));
  }

  public static List<Role> withIds(Tx tx, Collection<String> ids) {
    return ROWS.withIds(tx, ids);
  }

  public static List<Role> list(Tx tx, Selection selection) {
    return ROWS.list(tx, selection);
  }

  public static void insert(Tx tx, Role role) {
    ROWS.insert(tx, role);
  }

  public static void update(Tx tx, Role role) {
    ROWS.update(tx, role);
  }

  /** Its assignments go with it, and what it implies or is implied by. */
  public static void delete(Tx tx, String id) {
    delete(tx, ID.eq(id));
  }

  static void deleteDomain(Tx tx, String domainId) {
    delete(tx, DOMAIN_ID.eq(domainId));
  }

  private static void delete(Tx tx, Condition which) {
    Select<Record1<String>> ids = DSL.select(ID).from(ROLE).where(which);
    GrantRows.deleteRoles(tx, ids);
    tx.sql().deleteFrom(IMPLICATION).where(PRIOR.in(ids).or(IMPLIED.in(ids))).execute();
    ROWS.delete(tx, which);
  }

  public static int count(Tx tx) {
    return ROWS.count(tx, DSL.noCondition());
  }

  /** All rules there are. */
  public static List<Implication> implications(Tx tx) {
    return implications(tx, DSL.noCondition());
  }

  /** What a role implies directly. */
  public static List<Implication> implications(Tx tx, String priorRoleId) {
    return implications(tx, PRIOR.eq(priorRoleId));
  }

  private static List<Implication> implications(Tx tx, Condition condition) {
    return tx.sql()
        .select(PRIOR, IMPLIED)
        .from(IMPLICATION)
        .where(condition)
        .orderBy(PRIOR, IMPLIED)
        .limit(Page.MAX)
        .fetch(row -> new Implication(row.get(PRIOR), row.get(IMPLIED)));
  }

  /** Nothing happens when it is there. */
  public static void put(Tx tx, Implication rule) {
    tx.sql()
        .insertInto(IMPLICATION)
        .set(PRIOR, rule.priorRoleId())
        .set(IMPLIED, rule.impliedRoleId())
        .onConflictDoNothing()
        .execute();
  }

  /** Whether it was there. */
  public static boolean delete(Tx tx, Implication rule) {
    return tx.sql()
            .deleteFrom(IMPLICATION)
            .where(PRIOR.eq(rule.priorRoleId()).and(IMPLIED.eq(rule.impliedRoleId())))
            .execute()
        > 0;
  }

  private static Row row(Role role) {
    return new Row()
        .with(ID, role.id())
        .with(DOMAIN_ID, role.domainId().orElse(NO_DOMAIN))
        .with(NAME, role.name())
        .with(DESCRIPTION, role.description())
        .with(IMMUTABLE, role.immutable())
        .with(EXTRA, Json.text(role.extra()));
  }

  private static Role role(Record row) {
    return new Role(
        row.get(ID),
        Tables.filled(row.get(DOMAIN_ID)),
        row.get(NAME),
        Optional.ofNullable(row.get(DESCRIPTION)),
        row.get(IMMUTABLE),
        Tables.object(row));
  }
}
