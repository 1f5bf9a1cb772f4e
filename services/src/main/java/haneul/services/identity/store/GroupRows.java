package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.DOMAIN_ID;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.GROUP;
import static haneul.services.identity.store.Tables.GROUP_ID;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.MEMBERSHIP;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.USER_ID;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Group;
import haneul.services.identity.domain.Selection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Result;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Rows of {@code identity_group} and {@code identity_membership}. */
public final class GroupRows {
  private static final Rows<Group> ROWS =
      new Rows<>(
          GROUP,
          GroupRows::group,
          GroupRows::row,
          List.of(ID, DOMAIN_ID, NAME, DESCRIPTION, EXTRA),
          Map.of("id", ID, "name", NAME, "domain_id", DOMAIN_ID));

  private GroupRows() {}

  public static Optional<Group> find(Tx tx, String id) {
    return ROWS.find(tx, id);
  }

  public static Optional<Group> findByName(Tx tx, String domainId, String name) {
    return ROWS.one(tx, DOMAIN_ID.eq(domainId).and(NAME.eq(name)));
  }

  public static List<Group> withIds(Tx tx, Collection<String> ids) {
    return ROWS.withIds(tx, ids);
  }

  public static List<Group> list(Tx tx, Selection selection) {
    return ROWS.list(tx, selection);
  }

  /** Those a user is in. */
  public static List<Group> listOf(Tx tx, String userId, Selection selection) {
    return ROWS.list(tx, selection, ID.in(groupsOf(userId)));
  }

  static Select<Record1<String>> groupsOf(String userId) {
    return DSL.select(GROUP_ID).from(MEMBERSHIP).where(USER_ID.eq(userId));
  }

  static Select<Record1<String>> members(String groupId) {
    return DSL.select(USER_ID).from(MEMBERSHIP).where(GROUP_ID.eq(groupId));
  }

  /** The ids of the members of each of these groups; at most {@code most} in all. */
  public static Map<String, List<String>> members(Tx tx, Collection<String> groupIds, int most) {
    Result<? extends Record> rows =
        tx.sql()
            .select(GROUP_ID, USER_ID)
            .from(MEMBERSHIP)
            .where(GROUP_ID.in(groupIds))
            .orderBy(GROUP_ID, USER_ID)
            .limit(most)
            .fetch();
    return rows.intoGroups(GROUP_ID, USER_ID);
  }

  public static boolean isMember(Tx tx, String groupId, String userId) {
    return tx.sql()
        .fetchExists(
            DSL.selectOne().from(MEMBERSHIP).where(GROUP_ID.eq(groupId).and(USER_ID.eq(userId))));
  }

  /** Nothing happens when the user is in it. */
  public static void addMember(Tx tx, String groupId, String userId) {
    tx.sql()
        .insertInto(MEMBERSHIP)
        .set(GROUP_ID, groupId)
        .set(USER_ID, userId)
        .onConflictDoNothing()
        .execute();
  }

  /** Whether the user was in it. */
  public static boolean removeMember(Tx tx, String groupId, String userId) {
    return tx.sql()
            .deleteFrom(MEMBERSHIP)
            .where(GROUP_ID.eq(groupId).and(USER_ID.eq(userId)))
            .execute()
        > 0;
  }

  static void deleteMembers(Tx tx, Select<Record1<String>> userIds) {
    tx.sql().deleteFrom(MEMBERSHIP).where(USER_ID.in(userIds)).execute();
  }

  public static void insert(Tx tx, Group group) {
    ROWS.insert(tx, group);
  }

  public static void update(Tx tx, Group group) {
    ROWS.update(tx, group);
  }

  /** Its roles go with it. */
  public static void delete(Tx tx, String id) {
    delete(tx, ID.eq(id));
  }

  static void deleteDomain(Tx tx, String domainId) {
    delete(tx, DOMAIN_ID.eq(domainId));
  }

  private static void delete(Tx tx, Condition which) {
    Select<Record1<String>> ids = DSL.select(ID).from(GROUP).where(which);
    GrantRows.deleteActors(tx, "group", ids);
    tx.sql().deleteFrom(MEMBERSHIP).where(GROUP_ID.in(ids)).execute();
    ROWS.delete(tx, which);
  }

  private static Row row(Group group) {
    return new Row()
        .with(ID, group.id())
        .with(DOMAIN_ID, group.domainId())
        .with(NAME, group.name())
        .with(DESCRIPTION, group.description())
        .with(EXTRA, Json.text(group.extra()));
  }

  private static Group group(Record row) {
    return new Group(
        row.get(ID), row.get(DOMAIN_ID), row.get(NAME), row.get(DESCRIPTION), Tables.object(row));
  }
}
