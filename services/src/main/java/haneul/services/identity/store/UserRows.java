package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DEFAULT_PROJECT_ID;
import static haneul.services.identity.store.Tables.DOMAIN_ID;
import static haneul.services.identity.store.Tables.ENABLED;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.PASSWORD_HASH;
import static haneul.services.identity.store.Tables.TOKEN_EPOCH;
import static haneul.services.identity.store.Tables.USER;
import static haneul.services.identity.store.Tables.narrowed;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.User;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Rows of {@code identity_user}. */
public final class UserRows {
  private UserRows() {}

  private static Condition matching(Filters.OfUsers filter) {
    return narrowed(filter.name(), NAME::eq)
        .and(narrowed(filter.domainId(), DOMAIN_ID::eq))
        .and(narrowed(filter.enabled(), ENABLED::eq));
  }

  public static Optional<User> find(Tx tx, String id) {
    return one(tx, ID.eq(id));
  }

  public static Optional<User> findByName(Tx tx, String domainId, String name) {
    return one(tx, DOMAIN_ID.eq(domainId).and(NAME.eq(name)));
  }

  private static Optional<User> one(Tx tx, Condition condition) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(USER)
        .where(condition)
        .fetchOptional(UserRows::user);
  }

  public static List<User> withIds(Tx tx, Collection<String> ids) {
    return Tables.withIds(tx, USER, ids, UserRows::user);
  }

  public static List<User> list(Tx tx, Filters.OfUsers filter, Page page) {
    return Tables.page(tx, USER, page, matching(filter), UserRows::user);
  }

  public static void insert(Tx tx, User user) {
    tx.sql()
        .insertInto(USER)
        .set(ID, user.id())
        .set(DOMAIN_ID, user.domainId())
        .set(NAME, user.name())
        .set(ENABLED, user.enabled())
        .set(DEFAULT_PROJECT_ID, user.defaultProjectId().orElse(null))
        .set(PASSWORD_HASH, user.passwordHash().orElse(null))
        .set(TOKEN_EPOCH, user.tokenEpoch())
        .set(EXTRA, Json.text(user.extra()))
        .execute();
  }

  public static void update(Tx tx, User user) {
    tx.sql()
        .update(USER)
        .set(NAME, user.name())
        .set(ENABLED, user.enabled())
        .set(DEFAULT_PROJECT_ID, user.defaultProjectId().orElse(null))
        .set(PASSWORD_HASH, user.passwordHash().orElse(null))
        .set(TOKEN_EPOCH, user.tokenEpoch())
        .set(EXTRA, Json.text(user.extra()))
        .where(ID.eq(user.id()))
        .execute();
  }

  static void forgetDefaultProjects(Tx tx, Select<Record1<String>> projectIds) {
    tx.sql()
        .update(USER)
        .setNull(DEFAULT_PROJECT_ID)
        .where(DEFAULT_PROJECT_ID.in(projectIds))
        .execute();
  }

  /** Their assignments go with them. */
  public static void delete(Tx tx, String id) {
    AssignmentRows.deleteUser(tx, id);
    tx.sql().deleteFrom(USER).where(ID.eq(id)).execute();
  }

  static void deleteDomain(Tx tx, String domainId) {
    AssignmentRows.deleteUsers(tx, DSL.select(ID).from(USER).where(DOMAIN_ID.eq(domainId)));
    tx.sql().deleteFrom(USER).where(DOMAIN_ID.eq(domainId)).execute();
  }

  private static User user(Record row) {
    return new User(
        row.get(ID),
        row.get(DOMAIN_ID),
        row.get(NAME),
        row.get(ENABLED),
        Optional.ofNullable(row.get(DEFAULT_PROJECT_ID)),
        Optional.ofNullable(row.get(PASSWORD_HASH)),
        row.get(TOKEN_EPOCH),
        Tables.object(row));
  }
}
