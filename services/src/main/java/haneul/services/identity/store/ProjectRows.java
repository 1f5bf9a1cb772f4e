package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.DOMAIN_ID;
import static haneul.services.identity.store.Tables.ENABLED;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.IMMUTABLE;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.PROJECT;
import static haneul.services.identity.store.Tables.TAGS;
import static haneul.services.identity.store.Tables.narrowed;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Project;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Rows of {@code identity_project}. */
public final class ProjectRows {
  private ProjectRows() {}

  private static Condition matching(Filters.OfProjects filter) {
    return narrowed(filter.name(), NAME::eq)
        .and(narrowed(filter.domainId(), DOMAIN_ID::eq))
        .and(narrowed(filter.enabled(), ENABLED::eq))
        .and(narrowed(filter.ofUser(), user -> AssignmentRows.targetOf(user, "project")));
  }

  public static Optional<Project> find(Tx tx, String id) {
    return one(tx, ID.eq(id));
  }

  public static Optional<Project> findByName(Tx tx, String domainId, String name) {
    return one(tx, DOMAIN_ID.eq(domainId).and(NAME.eq(name)));
  }

  private static Optional<Project> one(Tx tx, Condition condition) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(PROJECT)
        .where(condition)
        .fetchOptional(ProjectRows::project);
  }

  public static List<Project> withIds(Tx tx, Collection<String> ids) {
    return Tables.withIds(tx, PROJECT, ids, ProjectRows::project);
  }

  public static List<Project> list(Tx tx, Filters.OfProjects filter, Page page) {
    return Tables.page(tx, PROJECT, page, matching(filter), ProjectRows::project);
  }

  public static void insert(Tx tx, Project project) {
    tx.sql()
        .insertInto(PROJECT)
        .set(ID, project.id())
        .set(DOMAIN_ID, project.domainId())
        .set(NAME, project.name())
        .set(DESCRIPTION, project.description())
        .set(ENABLED, project.enabled())
        .set(IMMUTABLE, project.immutable())
        .set(TAGS, Tables.text(project.tags()))
        .set(EXTRA, Json.text(project.extra()))
        .execute();
  }

  public static void update(Tx tx, Project project) {
    tx.sql()
        .update(PROJECT)
        .set(NAME, project.name())
        .set(DESCRIPTION, project.description())
        .set(ENABLED, project.enabled())
        .set(IMMUTABLE, project.immutable())
        .set(TAGS, Tables.text(project.tags()))
        .set(EXTRA, Json.text(project.extra()))
        .where(ID.eq(project.id()))
        .execute();
  }

  /** Its assignments go with it, and nobody has it as a default any more. */
  public static void delete(Tx tx, String id) {
    delete(tx, ID.eq(id));
  }

  static void deleteDomain(Tx tx, String domainId) {
    delete(tx, DOMAIN_ID.eq(domainId));
  }

  private static void delete(Tx tx, Condition which) {
    Select<Record1<String>> ids = DSL.select(ID).from(PROJECT).where(which);
    AssignmentRows.deleteTargets(tx, "project", ids);
    UserRows.forgetDefaultProjects(tx, ids);
    tx.sql().deleteFrom(PROJECT).where(which).execute();
  }

  private static Project project(Record row) {
    return new Project(
        row.get(ID),
        row.get(DOMAIN_ID),
        row.get(NAME),
        row.get(DESCRIPTION),
        row.get(ENABLED),
        row.get(IMMUTABLE),
        Tables.tags(row),
        Tables.object(row));
  }
}
