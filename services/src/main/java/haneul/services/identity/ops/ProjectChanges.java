package haneul.services.identity.ops;

import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Project;
import haneul.services.identity.store.ProjectRows;
import java.util.function.UnaryOperator;

/**
 * Makes, changes and deletes projects. Deleting one takes its assignments along; what other
 * services keep for it stays, out of everyone's reach but an admin's.
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
      Directory.domain(tx, project.domainId());
      requireFreeName(tx, project);
      ProjectRows.insert(tx, project);
      return project;
    });
  }

  /** Changes a project; {@code change} must be pure. */
  public Project update(String id, UnaryOperator<Project> change) {
    return store.write(tx -> {
      Project before = Directory.project(tx, id);
      Project after = change.apply(before);
      if (before.immutable() && after.immutable()) {
        throw Refusals.immutableUpdate("project", id);
      }
      if (!after.name().equals(before.name())) {
        requireFreeName(tx, after);
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
          "it is not permitted to have two projects with the same name in the same domain : "
              + project.name());
    }
  }

  public void delete(String id) {
    store.run(tx -> {
      if (Directory.project(tx, id).immutable()) {
        throw Refusals.immutableDelete("project", id);
      }
      ProjectRows.delete(tx, id);
      changes.note(tx);
    });
  }
}
