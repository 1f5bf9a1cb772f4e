package haneul.services.network.ops;

import haneul.base.id.ProjectId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Quota;
import haneul.services.network.store.QuotaRows;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Holds projects to their quotas. The count is taken in the transaction that adds, and transactions
 * are serializable, so two cannot both take the last place.
 */
public final class Quotas {
  private Quotas() {}

  /**
   * A limit and what is used of it.
   *
   * @param limit -1 when there is none
   */
  public record Usage(int limit, int used) {}

  /** The project's limits. */
  public static Map<Quota, Integer> limits(Tx tx, ProjectId project) {
    return QuotaRows.limits(tx, project);
  }

  /** The project's limits and what it uses. */
  public static Map<Quota, Usage> usage(Tx tx, ProjectId project) {
    Map<Quota, Usage> usage = new EnumMap<>(Quota.class);
    limits(tx, project)
        .forEach((quota, limit) ->
            usage.put(quota, new Usage(limit, QuotaRows.used(tx, project, quota))));
    return usage;
  }

  /** Sets the limits named; the others stay. */
  public static void set(Tx tx, ProjectId project, Map<Quota, Integer> limits) {
    QuotaRows.set(tx, project, limits);
  }

  /** Back to the defaults. */
  public static void reset(Tx tx, ProjectId project) {
    QuotaRows.reset(tx, project);
  }

  /** The projects with limits of their own. */
  public static List<ProjectId> projects(Tx tx) {
    return QuotaRows.projects(tx);
  }

  /** Refuses when {@code more} would be too many. */
  static void require(Tx tx, ProjectId project, Quota quota, int more) {
    int limit = QuotaRows.limits(tx, project).getOrDefault(quota, quota.standard());
    if (limit != Quota.UNLIMITED && QuotaRows.used(tx, project, quota) + (long) more > limit) {
      throw NetworkErrors.overQuota(quota);
    }
  }
}
