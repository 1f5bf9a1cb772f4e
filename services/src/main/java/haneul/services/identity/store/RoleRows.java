package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.IMMUTABLE;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.ROLE;
import static haneul.services.identity.store.Tables.narrowed;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Role;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Rows of {@code identity_role}. */
public final class RoleRows {
  private RoleRows() {}

  public static Optional<Role> find(Tx tx, String id) {
    return all(tx, ID.eq(id)).stream().findFirst();
  }

  public static Optional<Role> findByName(Tx tx, String name) {
    return all(tx, NAME.eq(name)).stream().findFirst();
  }

  public static List<Role> withIds(Tx tx, Collection<String> ids) {
    return Tables.withIds(tx, ROLE, ids, RoleRows::role);
  }

  public static List<Role> withNames(Tx tx, Collection<String> names) {
    return all(tx, NAME.in(names));
  }

  private static List<Role> all(Tx tx, Condition condition) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(ROLE)
        .where(condition)
        .orderBy(ID)
        .fetch(RoleRows::role);
  }

  public static List<Role> list(Tx tx, Optional<String> name, Page page) {
    return Tables.page(tx, ROLE, page, narrowed(name, NAME::eq), RoleRows::role);
  }

  public static void insert(Tx tx, Role role) {
    tx.sql()
        .insertInto(ROLE)
        .set(ID, role.id())
        .set(NAME, role.name())
        .set(DESCRIPTION, role.description().orElse(null))
        .set(IMMUTABLE, role.immutable())
        .set(EXTRA, Json.text(role.extra()))
        .execute();
  }

  public static void update(Tx tx, Role role) {
    tx.sql()
        .update(ROLE)
        .set(NAME, role.name())
        .set(DESCRIPTION, role.description().orElse(null))
        .set(IMMUTABLE, role.immutable())
        .set(EXTRA, Json.text(role.extra()))
        .where(ID.eq(role.id()))
        .execute();
  }

  /** Its assignments go with it. */
  public static void delete(Tx tx, String id) {
    AssignmentRows.deleteRole(tx, id);
    tx.sql().deleteFrom(ROLE).where(ID.eq(id)).execute();
  }

  private static Role role(Record row) {
    return new Role(
        row.get(ID),
        row.get(NAME),
        Optional.ofNullable(row.get(DESCRIPTION)),
        row.get(IMMUTABLE),
        Tables.object(row));
  }
}
