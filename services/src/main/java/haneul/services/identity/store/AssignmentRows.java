package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.ASSIGNMENT;
import static haneul.services.identity.store.Tables.ROLE_ID;
import static haneul.services.identity.store.Tables.TARGET_ID;
import static haneul.services.identity.store.Tables.TARGET_KIND;
import static haneul.services.identity.store.Tables.USER_ID;
import static haneul.services.identity.store.Tables.narrowed;

import haneul.platform.store.Tx;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Target;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Rows of {@code identity_assignment}. */
public final class AssignmentRows {
  private AssignmentRows() {}

  private static Condition matching(Filters.OfAssignments filter) {
    return narrowed(filter.userId(), USER_ID::eq)
        .and(narrowed(filter.roleId(), ROLE_ID::eq))
        .and(narrowed(filter.target(), AssignmentRows::on));
  }

  private static Condition on(Target target) {
    return TARGET_KIND.eq(target.kind()).and(TARGET_ID.eq(target.id()));
  }

  /** A row's id is that of a thing of this kind that a user has a role on. */
  static Condition targetOf(String userId, String kind) {
    return Tables.ID.in(
        DSL.select(TARGET_ID).from(ASSIGNMENT).where(USER_ID.eq(userId).and(TARGET_KIND.eq(kind))));
  }

  private static Condition is(Assignment assignment) {
    return USER_ID
        .eq(assignment.userId())
        .and(on(assignment.target()))
        .and(ROLE_ID.eq(assignment.roleId()));
  }

  /** In the order of targets, users, roles; at most {@link Page#MAX}. */
  public static List<Assignment> list(Tx tx, Filters.OfAssignments filter) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(ASSIGNMENT)
        .where(matching(filter))
        .orderBy(TARGET_KIND, TARGET_ID, USER_ID, ROLE_ID)
        .limit(Page.MAX)
        .fetch(AssignmentRows::assignment);
  }

  /** The ids of the roles a user was given on a target, without what they imply. */
  public static List<String> roleIds(Tx tx, String userId, Target target) {
    return tx.sql()
        .select(ROLE_ID)
        .from(ASSIGNMENT)
        .where(USER_ID.eq(userId).and(on(target)))
        .fetch(ROLE_ID);
  }

  public static boolean exists(Tx tx, Assignment assignment) {
    return tx.sql().fetchExists(DSL.selectOne().from(ASSIGNMENT).where(is(assignment)));
  }

  /** Makes it; nothing happens when it is there. */
  public static void put(Tx tx, Assignment assignment) {
    tx.sql()
        .insertInto(ASSIGNMENT)
        .set(USER_ID, assignment.userId())
        .set(TARGET_KIND, assignment.target().kind())
        .set(TARGET_ID, assignment.target().id())
        .set(ROLE_ID, assignment.roleId())
        .onConflictDoNothing()
        .execute();
  }

  /** Whether it was there. */
  public static boolean delete(Tx tx, Assignment assignment) {
    return tx.sql().deleteFrom(ASSIGNMENT).where(is(assignment)).execute() > 0;
  }

  static void deleteUser(Tx tx, String userId) {
    tx.sql().deleteFrom(ASSIGNMENT).where(USER_ID.eq(userId)).execute();
  }

  static void deleteUsers(Tx tx, Select<Record1<String>> userIds) {
    tx.sql().deleteFrom(ASSIGNMENT).where(USER_ID.in(userIds)).execute();
  }

  static void deleteRole(Tx tx, String roleId) {
    tx.sql().deleteFrom(ASSIGNMENT).where(ROLE_ID.eq(roleId)).execute();
  }

  /** Everyone's roles on a thing that is going away. */
  static void deleteTarget(Tx tx, String kind, String id) {
    tx.sql().deleteFrom(ASSIGNMENT).where(TARGET_KIND.eq(kind).and(TARGET_ID.eq(id))).execute();
  }

  static void deleteTargets(Tx tx, String kind, Select<Record1<String>> ids) {
    tx.sql().deleteFrom(ASSIGNMENT).where(TARGET_KIND.eq(kind).and(TARGET_ID.in(ids))).execute();
  }

  private static Assignment assignment(Record row) {
    return new Assignment(
        row.get(USER_ID), Target.of(row.get(TARGET_KIND), row.get(TARGET_ID)), row.get(ROLE_ID));
  }
}
