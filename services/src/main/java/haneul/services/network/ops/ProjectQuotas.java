package haneul.services.network.ops;

import haneul.base.id.ProjectId;
import haneul.platform.store.Store;
import haneul.services.network.domain.Quota;
import haneul.services.network.store.QuotaRows;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Projects' limits as users see them and admins set them, each request one transaction. */
public final class ProjectQuotas {
  private final Store store;

  /**
   * A limit and what is used of it.
   *
   * @param limit -1 when there is none
   */
  public record Usage(int limit, int used) {}

  public ProjectQuotas(Store store) {
    this.store = store;
  }

  /** The projects with limits of their own. */
  public Map<ProjectId, Map<Quota, Integer>> list() {
    return store.read(tx -> {
      Map<ProjectId, Map<Quota, Integer>> limits = new LinkedHashMap<>();
      QuotaRows.projects(tx).forEach(id -> limits.put(id, QuotaRows.limits(tx, id)));
      return limits;
    });
  }

  public Map<Quota, Integer> limits(ProjectId project) {
    return store.read(tx -> QuotaRows.limits(tx, project));
  }

  /** The limits and what is used. */
  public Map<Quota, Usage> usage(ProjectId project) {
    return store.read(tx -> {
      Map<Quota, Usage> usage = new EnumMap<>(Quota.class);
      QuotaRows.limits(tx, project)
          .forEach((quota, limit) ->
              usage.put(quota, new Usage(limit, QuotaRows.used(tx, project, quota))));
      return usage;
    });
  }

  /** Sets the limits named; the others stay. */
  public void set(ProjectId project, Map<Quota, Integer> limits) {
    store.run(tx -> QuotaRows.set(tx, project, limits));
  }

  /** Back to the defaults. */
  public void reset(ProjectId project) {
    store.run(tx -> QuotaRows.reset(tx, project));
  }
}
