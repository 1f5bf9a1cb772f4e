package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.DESCRIPTION;
import static haneul.services.identity.store.Tables.DOMAIN_ID;
import static haneul.services.identity.store.Tables.ENABLED;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.IMMUTABLE;
import static haneul.services.identity.store.Tables.NAME;
import static haneul.services.identity.store.Tables.PARENT_ID;
import static haneul.services.identity.store.Tables.PROJECT;
import static haneul.services.identity.store.Tables.TAGS;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.TagFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Rows of {@code identity_project}. */
public final class ProjectRows {
  private static final Rows<Project> ROWS =
      new Rows<>(
          PROJECT,
          ProjectRows::project,
          ProjectRows::row,
          List.of(ID, DOMAIN_ID, PARENT_ID, NAME, DESCRIPTION, ENABLED, IMMUTABLE, TAGS, EXTRA),
          Map.of(
              "id", ID,
              "name", NAME,
              "domain_id", DOMAIN_ID,
              "parent_id", PARENT_ID,
              "enabled", ENABLED));

  private ProjectRows() {}

  public static Optional<Project> find(Tx tx, String id) {
    return ROWS.find(tx, id);
  }

  public static Optional<Project> findByName(Tx tx, String domainId, String name) {
    return ROWS.one(tx, DOMAIN_ID.eq(domainId).and(NAME.eq(name)));
  }

  public static List<Project> withIds(Tx tx, Collection<String> ids) {
    return ROWS.withIds(tx, ids);
  }

  public static List<Project> list(Tx tx, Selection selection, TagFilter tags) {
    return ROWS.list(tx, selection, tagged(tags));
  }

  /** Those a user has a role on: himself or through a group, there or inherited from above. */
  public static List<Project> listOf(Tx tx, String userId, Selection selection) {
    Condition his = GrantRows.ofUser(userId);
    Condition fromAbove = his.and(GrantRows.inherited("project"));
    Condition reached =
        ID.in(GrantRows.targets(his.and(GrantRows.direct("project"))))
            .or(DOMAIN_ID.in(GrantRows.targets(his.and(GrantRows.inherited("domain")))));
    if (GrantRows.exists(tx, fromAbove)) {
      reached = reached.or(below(GrantRows.targets(fromAbove)));
    }
    return ROWS.list(tx, selection, reached);
  }

  /** A project is somewhere below one of these. */
  private static Condition below(Select<Record1<String>> roots) {
    Condition level = PARENT_ID.in(roots);
    Condition all = level;
    for (int depth = 2; depth < Project.MAX_DEPTH; depth++) {
      level = PARENT_ID.in(DSL.select(ID).from(PROJECT).where(level));
      all = all.or(level);
    }
    return all;
  }

  /** The projects above one, the nearest first; its domain is not among them. */
  public static List<Project> ancestors(Tx tx, Project project) {
    List<Project> above = new ArrayList<>();
    Project child = project;
    while (!child.isTop() && above.size() < Project.MAX_DEPTH) {
      Optional<Project> parent = find(tx, child.parentId());
      if (parent.isEmpty()) {
        break;
      }
      child = parent.get();
      above.add(child);
    }
    return above;
  }

  /** The projects below one, a parent before its children. */
  public static List<Project> descendants(Tx tx, String id) {
    List<Project> all = new ArrayList<>();
    List<String> parents = List.of(id);
    for (int depth = 0; depth < Project.MAX_DEPTH && !parents.isEmpty(); depth++) {
      List<Project> children = ROWS.where(tx, PARENT_ID.in(parents));
      all.addAll(children);
      parents = children.stream().map(Project::id).toList();
    }
    return all;
  }

  public static boolean hasChildren(Tx tx, String id) {
    return ROWS.exists(tx, PARENT_ID.eq(id));
  }

  public static List<Project> inDomain(Tx tx, String domainId) {
    return ROWS.where(tx, DOMAIN_ID.eq(domainId));
  }

  public static void insert(Tx tx, Project project) {
    ROWS.insert(tx, project);
  }

  public static void update(Tx tx, Project project) {
    ROWS.update(tx, project);
  }

  /** What belongs to it goes with it, and nobody has it as a default any more. */
  public static void delete(Tx tx, String id) {
    delete(tx, ID.eq(id));
  }

  static void deleteDomain(Tx tx, String domainId) {
    delete(tx, DOMAIN_ID.eq(domainId));
  }

  private static void delete(Tx tx, Condition which) {
    Select<Record1<String>> ids = DSL.select(ID).from(PROJECT).where(which);
    GrantRows.deleteTargets(tx, "project", ids);
    LimitRows.deleteProjects(tx, ids);
    CatalogFilterRows.deleteProjects(tx, ids);
    TrustRows.deleteProjects(tx, ids);
    ApplicationCredentialRows.deleteProjects(tx, ids);
    CredentialRows.deleteProjects(tx, ids);
    UserRows.forgetDefaultProjects(tx, ids);
    ROWS.delete(tx, which);
  }

  /** The column is a JSON list; no tag has a comma, so what precedes one is known. */
  private static Condition has(String tag) {
    String text = Json.text(Json.array().add(tag));
    String item = text.substring(1, text.length() - 1);
    return DSL.position(TAGS, "[" + item).gt(0).or(DSL.position(TAGS, "," + item).gt(0));
  }

  private static Condition tagged(TagFilter filter) {
    Condition condition = DSL.noCondition();
    for (String tag : filter.all()) {
      condition = condition.and(has(tag));
    }
    if (!filter.any().isEmpty()) {
      condition = condition.and(DSL.or(filter.any().stream().map(ProjectRows::has).toList()));
    }
    if (!filter.notAll().isEmpty()) {
      condition =
          condition.andNot(DSL.and(filter.notAll().stream().map(ProjectRows::has).toList()));
    }
    for (String tag : filter.none()) {
      condition = condition.andNot(has(tag));
    }
    return condition;
  }

  private static Row row(Project project) {
    return new Row()
        .with(ID, project.id())
        .with(DOMAIN_ID, project.domainId())
        .with(PARENT_ID, project.parentId())
        .with(NAME, project.name())
        .with(DESCRIPTION, project.description())
        .with(ENABLED, project.enabled())
        .with(IMMUTABLE, project.immutable())
        .with(TAGS, Tables.text(project.tags()))
        .with(EXTRA, Json.text(project.extra()));
  }

  private static Project project(Record row) {
    return new Project(
        row.get(ID),
        row.get(DOMAIN_ID),
        row.get(PARENT_ID),
        row.get(NAME),
        row.get(DESCRIPTION),
        row.get(ENABLED),
        row.get(IMMUTABLE),
        Tables.list(row.get(TAGS)),
        Tables.object(row));
  }
}
