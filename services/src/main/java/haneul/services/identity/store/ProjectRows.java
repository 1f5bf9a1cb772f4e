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

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Project;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Rows of {@code identity_project}. */
public final class ProjectRows {
  private ProjectRows() {}

  /**
   * What a list is narrowed by.
   *
   * @param ofUser only projects this user has a role on
   */
  public record Filter(
      Optional<String> name,
      Optional<String> domainId,
      Optional<Boolean> enabled,
      Optional<String> ofUser) {
    Condition condition() {
      return name.map(NAME::eq)
          .orElseGet(DSL::noCondition)
          .and(domainId.map(DOMAIN_ID::eq).orElseGet(DSL::noCondition))
          .and(enabled.map(ENABLED::eq).orElseGet(DSL::noCondition))
          .and(
              ofUser
                  .map(user -> AssignmentRows.targetOf(user, "project"))
                  .orElseGet(DSL::noCondition));
    }
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

  public static List<Project> list(Tx tx, Filter filter, Page page) {
    return page.of(tx, PROJECT, filter.condition()).stream().map(ProjectRows::project).toList();
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
    AssignmentRows.deleteTarget(tx, "project", id);
    UserRows.forgetDefaultProject(tx, id);
    tx.sql().deleteFrom(PROJECT).where(ID.eq(id)).execute();
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
