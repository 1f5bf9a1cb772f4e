package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.GRANT;
import static haneul.services.identity.store.Tables.ROLE_ID;
import static haneul.services.identity.store.Tables.TARGET_ID;
import static haneul.services.identity.store.Tables.TARGET_KIND;
import static haneul.services.identity.store.Tables.narrowed;

import haneul.platform.store.Tx;
import haneul.services.identity.domain.Actor;
import haneul.services.identity.domain.Assignment;
import haneul.services.identity.domain.AssignmentFilter;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Target;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

/** Rows of {@code identity_grant}: assignments as they were made. */
public final class GrantRows {
  private static final Field<String> ACTOR_KIND = Tables.text("actor_kind");
  private static final Field<String> ACTOR_ID = Tables.text("actor_id");
  private static final Field<Boolean> INHERITED = Tables.flag("inherited");

  private GrantRows() {}

  static Condition direct(String targetKind) {
    return TARGET_KIND.eq(targetKind).and(INHERITED.isFalse());
  }

  static Condition inherited(String targetKind) {
    return TARGET_KIND.eq(targetKind).and(INHERITED.isTrue());
  }

  /** Given to a user, or to a group he is in. */
  static Condition ofUser(String userId) {
    return of(new Actor.OfUser(userId))
        .or(ACTOR_KIND.eq("group").and(ACTOR_ID.in(GroupRows.groupsOf(userId))));
  }

  private static Condition of(Actor actor) {
    return ACTOR_KIND.eq(actor.kind()).and(ACTOR_ID.eq(actor.id()));
  }

  private static Condition on(Target target) {
    return TARGET_KIND.eq(target.kind()).and(TARGET_ID.eq(target.id()));
  }

  private static Condition is(Assignment assignment) {
    return of(assignment.actor())
        .and(on(assignment.target()))
        .and(ROLE_ID.eq(assignment.roleId()))
        .and(INHERITED.eq(assignment.inherited()));
  }

  /** Counts on a project: given there, or inherited from above. */
  private static Condition reaching(Project project, Collection<Project> ancestors) {
    List<String> above = ancestors.stream().map(Project::id).toList();
    return direct("project")
        .and(TARGET_ID.eq(project.id()))
        .or(inherited("domain").and(TARGET_ID.eq(project.domainId())))
        .or(above.isEmpty() ? DSL.falseCondition() : inherited("project").and(TARGET_ID.in(above)));
  }

  /** What grants that match are on. */
  static Select<Record1<String>> targets(Condition condition) {
    return DSL.select(TARGET_ID).from(GRANT).where(condition);
  }

  static boolean exists(Tx tx, Condition condition) {
    return tx.sql().fetchExists(DSL.selectOne().from(GRANT).where(condition));
  }

  /** The roles a user has on a project himself, by groups, from above; not what they imply. */
  public static List<String> rolesOnProject(
      Tx tx, String userId, Project project, Collection<Project> ancestors) {
    return roleIds(tx, ofUser(userId).and(reaching(project, ancestors)));
  }

  /** The roles a user has on a domain or the system himself and by groups. */
  public static List<String> rolesOn(Tx tx, String userId, Target target) {
    return roleIds(tx, ofUser(userId).and(on(target)).and(INHERITED.isFalse()));
  }

  /** The roles an actor was given on a target. */
  public static List<String> given(Tx tx, Actor actor, Target target, boolean inherited) {
    return roleIds(tx, of(actor).and(on(target)).and(INHERITED.eq(inherited)));
  }

  /** All that counts for an actor, a user's groups' too. */
  public static List<Assignment> counting(Tx tx, Actor actor) {
    return all(tx, actor instanceof Actor.OfUser user ? ofUser(user.id()) : of(actor));
  }

  /** All that counts on a project, and what was given on it for those below. */
  public static List<Assignment> touching(Tx tx, Project project, Collection<Project> ancestors) {
    return all(tx, on(new Target.OnProject(project.id())).or(reaching(project, ancestors)));
  }

  private static List<String> roleIds(Tx tx, Condition condition) {
    return tx.sql().selectDistinct(ROLE_ID).from(GRANT).where(condition).fetch(ROLE_ID);
  }

  /** As they were made, in the order of targets, actors, roles; at most one more than a page. */
  public static List<Assignment> list(Tx tx, AssignmentFilter filter) {
    return fetch(
        tx,
        narrowed(filter.actor(), GrantRows::of)
            .and(narrowed(filter.target(), GrantRows::on))
            .and(narrowed(filter.roleId(), ROLE_ID::eq))
            .and(narrowed(filter.inherited(), INHERITED::eq)));
  }

  /** Those made on any of these projects. */
  public static List<Assignment> onProjects(
      Tx tx, AssignmentFilter filter, Collection<String> projectIds) {
    return fetch(
        tx,
        narrowed(filter.actor(), GrantRows::of)
            .and(TARGET_KIND.eq("project"))
            .and(TARGET_ID.in(projectIds))
            .and(narrowed(filter.roleId(), ROLE_ID::eq))
            .and(narrowed(filter.inherited(), INHERITED::eq)));
  }

  /** Those that count for a user, whoever has them; all users' when there is none to ask for. */
  public static List<Assignment> counting(Tx tx, AssignmentFilter filter) {
    return fetch(
        tx,
        narrowed(filter.actor(), actor -> ofUser(actor.id()))
            .and(narrowed(filter.target(), target -> on(target).and(INHERITED.isFalse()))));
  }

  /** Those that count for a user on a project. */
  public static List<Assignment> countingOn(
      Tx tx, AssignmentFilter filter, Project project, Collection<Project> ancestors) {
    return fetch(
        tx,
        narrowed(filter.actor(), actor -> ofUser(actor.id())).and(reaching(project, ancestors)));
  }

  private static List<Assignment> all(Tx tx, Condition condition) {
    return select(tx, condition).fetch(GrantRows::assignment);
  }

  private static SelectConditionStep<? extends Record> select(Tx tx, Condition condition) {
    return tx.sql()
        .select(ACTOR_KIND, ACTOR_ID, TARGET_KIND, TARGET_ID, ROLE_ID, INHERITED)
        .from(GRANT)
        .where(condition);
  }

  private static List<Assignment> fetch(Tx tx, Condition condition) {
    return select(tx, condition)
        .orderBy(TARGET_KIND, TARGET_ID, ACTOR_ID, ROLE_ID, INHERITED)
        .limit(Page.MAX + 1)
        .fetch(GrantRows::assignment);
  }

  public static boolean exists(Tx tx, Assignment assignment) {
    return exists(tx, is(assignment));
  }

  /** Makes it; nothing happens when it is there. */
  public static void put(Tx tx, Assignment assignment) {
    tx.sql()
        .insertInto(GRANT)
        .set(ACTOR_KIND, assignment.actor().kind())
        .set(ACTOR_ID, assignment.actor().id())
        .set(TARGET_KIND, assignment.target().kind())
        .set(TARGET_ID, assignment.target().id())
        .set(ROLE_ID, assignment.roleId())
        .set(INHERITED, assignment.inherited())
        .onConflictDoNothing()
        .execute();
  }

  /** Whether it was there. */
  public static boolean delete(Tx tx, Assignment assignment) {
    return tx.sql().deleteFrom(GRANT).where(is(assignment)).execute() > 0;
  }

  static void deleteActors(Tx tx, String kind, Select<Record1<String>> ids) {
    tx.sql().deleteFrom(GRANT).where(ACTOR_KIND.eq(kind).and(ACTOR_ID.in(ids))).execute();
  }

  static void deleteRoles(Tx tx, Select<Record1<String>> ids) {
    tx.sql().deleteFrom(GRANT).where(ROLE_ID.in(ids)).execute();
  }

  /** Everyone's roles on a thing that is going away. */
  static void deleteTarget(Tx tx, Target target) {
    tx.sql().deleteFrom(GRANT).where(on(target)).execute();
  }

  static void deleteTargets(Tx tx, String kind, Select<Record1<String>> ids) {
    tx.sql().deleteFrom(GRANT).where(TARGET_KIND.eq(kind).and(TARGET_ID.in(ids))).execute();
  }

  private static Assignment assignment(Record row) {
    return new Assignment(
        Actor.of(row.get(ACTOR_KIND), row.get(ACTOR_ID)),
        Target.of(row.get(TARGET_KIND), row.get(TARGET_ID)),
        row.get(ROLE_ID),
        row.get(INHERITED));
  }
}
