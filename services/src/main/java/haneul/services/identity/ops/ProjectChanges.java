package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Project;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.ProjectRows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Makes, changes and deletes projects, which form trees below their domain. Deleting one takes what
 * identity keeps for it along; what other services keep for it stays, out of everyone's reach but
 * an admin's.
 */
public final class ProjectChanges {
  private final Store store;
  private final Changes changes;

  public ProjectChanges(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  public Project create(Project project) {
    return store.write(tx -> {
      Domain domain =
          DomainRows.find(tx, project.domainId())
              .orElseThrow(() -> Refusals.missingReference("domain", project.domainId()));
      requireOpenBranch(tx, project, domain);
      requireFreeName(tx, project);
      ProjectRows.insert(tx, project);
      return project;
    });
  }

  private static void requireOpenBranch(Tx tx, Project project, Domain domain) {
    List<Project> above = new ArrayList<>();
    if (!project.isTop()) {
      Project parent =
          ProjectRows.find(tx, project.parentId())
              .orElseThrow(() -> Refusals.missingReference("project", project.parentId()));
      if (!parent.domainId().equals(project.domainId())) {
        throw CloudException.badRequest(
            "Cannot create project, since it specifies its domain_id "
                + project.domainId()
                + ", but specifies a parent in a different domain ("
                + parent.domainId()
                + ").");
      }
      above.add(parent);
      above.addAll(ProjectRows.ancestors(tx, parent));
    }
    if (!domain.enabled()) {
      throw disabledAbove(domain.id());
    }
    for (Project one : above) {
      if (!one.enabled()) {
        throw disabledAbove(one.id());
      }
    }
    if (above.size() >= Project.MAX_DEPTH) {
      throw CloudException.forbidden(
          "Max hierarchy depth reached for " + project.parentId() + " branch.");
    }
  }

  private static CloudException disabledAbove(String id) {
    return CloudException.badRequest(
        "cannot create a project in a branch containing a disabled project: " + id);
  }

  /** Changes a project; {@code change} must be pure. */
  public Project update(Caller caller, String id, UnaryOperator<Project> change) {
    return store.write(tx -> {
      Project before = Directory.project(tx, id);
      Project after = change.apply(before);
      if (before.immutable() && after.immutable()) {
        throw Refusals.immutableUpdate("project", id);
      }
      if (!after.name().equals(before.name())) {
        requireFreeName(tx, after);
      }
      if (before.enabled() != after.enabled()) {
        Escalation.refuseChange(tx, caller, before);
      }
      if (!before.enabled()
          && after.enabled()
          && ProjectRows.ancestors(tx, before).stream().anyMatch(one -> !one.enabled())) {
        throw CloudException.forbidden(
            "Cannot enable project " + id + " since it has disabled parents");
      }
      if (before.enabled()
          && !after.enabled()
          && ProjectRows.descendants(tx, id).stream().anyMatch(Project::enabled)) {
        throw CloudException.forbidden(
            "Cannot disable project " + id + " since its subtree contains enabled projects.");
      }
      ProjectRows.update(tx, after);
      changes.note(tx);
      return after;
    });
  }

  private static void requireFreeName(Tx tx, Project project) {
    if (ProjectRows.findByName(tx, project.domainId(), project.name()).isPresent()) {
      throw Refusals.duplicate(
          "project",
          "it is not permitted to have two projects with either the same name or same id in the"
              + " same domain: name is "
              + project.name()
              + ", project id "
              + project.id());
    }
  }

  /** Only a project with none below goes. */
  public void delete(Caller caller, String id) {
    store.run(tx -> {
      Project project = Directory.project(tx, id);
      Escalation.refuseChange(tx, caller, project);
      if (project.immutable()) {
        throw Refusals.immutableDelete("project", id);
      }
      if (ProjectRows.hasChildren(tx, id)) {
        throw CloudException.forbidden(
            "Cannot delete the project "
                + id
                + " since it is not a leaf in the hierarchy. Use the cascade option if you want to"
                + " delete a whole subtree.");
      }
      ProjectRows.delete(tx, id);
      changes.note(tx);
    });
  }

  /** A disabled project and all below it, if those are disabled too. */
  public void deleteTree(Caller caller, String id) {
    store.run(tx -> {
      Project top = Directory.project(tx, id);
      List<Project> all = new ArrayList<>(ProjectRows.descendants(tx, id));
      all.addFirst(top);
      for (Project project : all) {
        Escalation.refuseChange(tx, caller, project);
        if (project.immutable()) {
          throw Refusals.immutableDelete("project", project.id());
        }
        if (project.enabled()) {
          throw CloudException.forbidden(
              "Cannot delete project " + id + " since its subtree contains enabled projects.");
        }
      }
      all.reversed().forEach(project -> ProjectRows.delete(tx, project.id()));
      changes.note(tx);
    });
  }

  /** Disables or enables a project and all below it at once. */
  public Project setTreeEnabled(Caller caller, String id, boolean enabled) {
    return store.write(tx -> {
      Project top = Directory.project(tx, id);
      List<Project> all = new ArrayList<>(ProjectRows.descendants(tx, id));
      all.addFirst(top);
      for (Project project : all) {
        if (project.enabled() != enabled) {
          Escalation.refuseChange(tx, caller, project);
        }
        if (project.immutable()) {
          throw Refusals.immutableUpdate("project", project.id());
        }
        ProjectRows.update(tx, withEnabled(project, enabled));
      }
      changes.note(tx);
      return withEnabled(top, enabled);
    });
  }

  private static Project withEnabled(Project project, boolean enabled) {
    return new Project(
        project.id(),
        project.domainId(),
        project.parentId(),
        project.name(),
        project.description(),
        enabled,
        project.immutable(),
        project.tags(),
        project.extra());
  }
}
