package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Quota;
import haneul.services.compute.domain.Quota.Resource;
import haneul.services.compute.store.ComputeStore;
import haneul.services.compute.store.QuotaStore;
import haneul.services.identity.contract.Projects;
import java.util.Map;

/** What projects may have, and what they have of it. */
public final class Quotas {
  private final Store database;
  private final ComputeStore store;
  private final Projects projects;

  public Quotas(Store database, ComputeStore store, Projects projects) {
    this.database = database;
    this.store = store;
    this.projects = projects;
  }

  /** A project's limits and what it has. */
  public record Standing(Map<Resource, Integer> limits, Quota.Used used) {}

  /** The limits of a project nobody set any for. */
  public static Map<Resource, Integer> usual() {
    return QuotaStore.usual();
  }

  /** For its own members and readers, and for administrators. */
  public Standing standing(Caller caller, String project) {
    return database.read(tx -> {
      requireOwnOrAdmin(tx, caller, project);
      return new Standing(store.quotas().limits(tx, project), used(tx, new ProjectId(project)));
    });
  }

  private Quota.Used used(Tx tx, ProjectId project) {
    return store.servers().used(tx, project).withServerGroups(store.groups().count(tx, project));
  }

  private void requireOwnOrAdmin(Tx tx, Caller caller, String project) {
    boolean own = caller.project().filter(id -> id.value().equals(project)).isPresent();
    if (!own && !caller.isAdmin()) {
      throw CloudException.forbidden(
          "Policy doesn't allow os_compute_api:os-quota-sets:show to be performed.");
    }
    if (!own) {
      requireProject(tx, project);
    }
  }

  private void requireProject(Tx tx, String project) {
    if (!ProjectIds.exists(tx, projects, project)) {
      throw CloudException.badRequest("Project ID " + project + " is not a valid project.");
    }
  }

  /**
   * Sets limits and answers them all.
   *
   * @param force even below what the project has
   */
  public Map<Resource, Integer> set(String project, Map<Resource, Integer> limits, boolean force) {
    return database.write(tx -> {
      requireProject(tx, project);
      Quota.Used used = used(tx, new ProjectId(project));
      limits.forEach((resource, limit) -> {
        if (!force && limit >= 0 && used.of(resource) > limit) {
          throw CloudException.badRequest(
              ("Quota limit %d for %s must be greater than or equal to already used and reserved"
                      + " %d.")
                  .formatted(limit, resource.text(), used.of(resource)));
        }
        store.quotas().set(tx, project, resource, limit);
      });
      return store.quotas().limits(tx, project);
    });
  }

  /** Back to the usual limits. */
  public void reset(String project) {
    database.run(tx -> store.quotas().reset(tx, project));
  }
}
