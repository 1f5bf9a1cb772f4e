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

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.User;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Rows of {@code identity_user}. */
public final class UserRows {
  private UserRows() {}

  /** What a list is narrowed by. */
  public record Filter(
      Optional<String> name, Optional<String> domainId, Optional<Boolean> enabled) {
    Condition condition() {
      return name.map(NAME::eq)
          .orElseGet(DSL::noCondition)
          .and(domainId.map(DOMAIN_ID::eq).orElseGet(DSL::noCondition))
          .and(enabled.map(ENABLED::eq).orElseGet(DSL::noCondition));
    }
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

  public static List<User> list(Tx tx, Filter filter, Page page) {
    return page.of(tx, USER, filter.condition()).stream().map(UserRows::user).toList();
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

  static void forgetDefaultProject(Tx tx, String projectId) {
    tx.sql()
        .update(USER)
        .setNull(DEFAULT_PROJECT_ID)
        .where(DEFAULT_PROJECT_ID.eq(projectId))
        .execute();
  }

  /** Their assignments go with them. */
  public static void delete(Tx tx, String id) {
    AssignmentRows.deleteUser(tx, id);
    tx.sql().deleteFrom(USER).where(ID.eq(id)).execute();
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
