package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DEFAULT_PROJECT_ID;
import static haneul.services.identity.store.Tables.DOMAIN_ID;
import static haneul.services.identity.store.Tables.ENABLED;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.OPTIONS;
import static haneul.services.identity.store.Tables.PASSWORD;
import static haneul.services.identity.store.Tables.PASSWORD_HASH;
import static haneul.services.identity.store.Tables.SET_AT;
import static haneul.services.identity.store.Tables.TOKEN_EPOCH;
import static haneul.services.identity.store.Tables.USER;
import static haneul.services.identity.store.Tables.USER_ID;

import haneul.platform.http.Json;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.User;
import java.time.Instant;
import java.time.LocalDate;
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

/** Rows of {@code identity_user}, and of the passwords that users had. */
public final class UserRows {
  private static final Field<String> PASSWORD_SET_AT = Tables.text("password_set_at");
  private static final Field<String> PASSWORD_EXPIRES_AT = Tables.text("password_expires_at");
  private static final Field<String> ACTIVE_ON = Tables.text("active_on");

  private static final Rows<User> ROWS =
      new Rows<>(
          USER,
          UserRows::user,
          UserRows::row,
          List.of(
              ID,
              DOMAIN_ID,
              NAME,
              ENABLED,
              DEFAULT_PROJECT_ID,
              PASSWORD_HASH,
              PASSWORD_SET_AT,
              PASSWORD_EXPIRES_AT,
              ACTIVE_ON,
              TOKEN_EPOCH,
              OPTIONS,
              EXTRA),
          Map.of(
              "id", ID,
              "name", NAME,
              "domain_id", DOMAIN_ID,
              "enabled", ENABLED,
              "password_expires_at", PASSWORD_EXPIRES_AT));

  private UserRows() {}

  public static Optional<User> find(Tx tx, String id) {
    return ROWS.find(tx, id);
  }

  public static Optional<User> findByName(Tx tx, String domainId, String name) {
    return ROWS.one(tx, DOMAIN_ID.eq(domainId).and(NAME.eq(name)));
  }

  public static List<User> withIds(Tx tx, Collection<String> ids) {
    return ROWS.withIds(tx, ids);
  }

  public static List<User> list(Tx tx, Selection selection) {
    return ROWS.list(tx, selection, expiring(selection));
  }

  /** Members of a group. */
  public static List<User> listOf(Tx tx, String groupId, Selection selection) {
    return ROWS.list(tx, selection, expiring(selection).and(ID.in(GroupRows.members(groupId))));
  }

  /** A password that never expires is neither before nor after anything. */
  private static Condition expiring(Selection selection) {
    return selection.matches().stream()
            .anyMatch(match -> match.field().equals("password_expires_at"))
        ? PASSWORD_EXPIRES_AT.isNotNull()
        : DSL.noCondition();
  }

  public static void insert(Tx tx, User user) {
    ROWS.insert(tx, user);
  }

  public static void update(Tx tx, User user) {
    ROWS.update(tx, user);
  }

  /** Notes a login, where the user's domain counts days without one. */
  public static void setActiveOn(Tx tx, String id, LocalDate day) {
    tx.sql().update(USER).set(ACTIVE_ON, day.toString()).where(ID.eq(id)).execute();
  }

  static void forgetDefaultProjects(Tx tx, Select<Record1<String>> projectIds) {
    tx.sql()
        .update(USER)
        .setNull(DEFAULT_PROJECT_ID)
        .where(DEFAULT_PROJECT_ID.in(projectIds))
        .execute();
  }

  /** The hashes of a user's last passwords, the newest first. */
  public static List<String> pastPasswords(Tx tx, String userId, int count) {
    return tx.sql()
        .select(PASSWORD_HASH)
        .from(PASSWORD)
        .where(USER_ID.eq(userId))
        .orderBy(SET_AT.desc())
        .limit(count)
        .fetch(PASSWORD_HASH);
  }

  /** Keeps a hash, and of the older ones as many as {@code keep} allows. */
  public static void keepPassword(Tx tx, String userId, String hash, Instant setAt, int keep) {
    tx.sql()
        .insertInto(PASSWORD)
        .set(USER_ID, userId)
        .set(SET_AT, Times.text(setAt))
        .set(PASSWORD_HASH, hash)
        .onConflict(USER_ID, SET_AT)
        .doUpdate()
        .set(PASSWORD_HASH, hash)
        .execute();
    tx.sql()
        .deleteFrom(PASSWORD)
        .where(USER_ID.eq(userId))
        .and(
            SET_AT.notIn(
                DSL.select(SET_AT)
                    .from(PASSWORD)
                    .where(USER_ID.eq(userId))
                    .orderBy(SET_AT.desc())
                    .limit(keep)))
        .execute();
  }

  /** What belongs to the user goes with him. */
  public static void delete(Tx tx, String id) {
    delete(tx, ID.eq(id));
  }

  static void deleteDomain(Tx tx, String domainId) {
    delete(tx, DOMAIN_ID.eq(domainId));
  }

  private static void delete(Tx tx, Condition which) {
    Select<Record1<String>> ids = DSL.select(ID).from(USER).where(which);
    GrantRows.deleteActors(tx, "user", ids);
    GroupRows.deleteMembers(tx, ids);
    TrustRows.deleteUsers(tx, ids);
    ApplicationCredentialRows.deleteUsers(tx, ids);
    CredentialRows.deleteUsers(tx, ids);
    tx.sql().deleteFrom(PASSWORD).where(USER_ID.in(ids)).execute();
    ROWS.delete(tx, which);
  }

  private static Row row(User user) {
    return new Row()
        .with(ID, user.id())
        .with(DOMAIN_ID, user.domainId())
        .with(NAME, user.name())
        .with(ENABLED, user.enabled())
        .with(DEFAULT_PROJECT_ID, user.defaultProjectId())
        .with(PASSWORD_HASH, user.passwordHash())
        .with(PASSWORD_SET_AT, user.password().flatMap(User.Password::setAt).map(Times::text))
        .with(
            PASSWORD_EXPIRES_AT, user.password().flatMap(User.Password::expiresAt).map(Times::text))
        .with(ACTIVE_ON, user.activeOn().map(LocalDate::toString))
        .with(TOKEN_EPOCH, user.tokenEpoch())
        .with(OPTIONS, Json.text(user.options()))
        .with(EXTRA, Json.text(user.extra()));
  }

  private static User user(Record row) {
    return new User(
        row.get(ID),
        row.get(DOMAIN_ID),
        row.get(NAME),
        row.get(ENABLED),
        Optional.ofNullable(row.get(DEFAULT_PROJECT_ID)),
        Optional.ofNullable(row.get(PASSWORD_HASH))
            .map(hash ->
                new User.Password(
                    hash,
                    Tables.time(row.get(PASSWORD_SET_AT)),
                    Tables.time(row.get(PASSWORD_EXPIRES_AT)))),
        Optional.ofNullable(row.get(ACTIVE_ON)).map(LocalDate::parse),
        row.get(TOKEN_EPOCH),
        Tables.object(row, OPTIONS),
        Tables.object(row));
  }
}
