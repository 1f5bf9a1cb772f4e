package haneul.services.network.ops;

import haneul.base.id.ProjectId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Quota;
import haneul.services.network.store.QuotaRows;

/**
 * Holds projects to their quotas. The count is taken in the transaction that adds, and transactions
 * are serializable, so two cannot both take the last place.
 */
final class Quotas {
  private Quotas() {}

  /** Refuses when {@code more} would be too many. */
  static void require(Tx tx, ProjectId project, Quota quota, int more) {
    int limit = QuotaRows.limits(tx, project).getOrDefault(quota, quota.standard());
    if (limit != Quota.UNLIMITED && QuotaRows.used(tx, project, quota) + (long) more > limit) {
      throw NetworkErrors.overQuota(quota);
    }
  }
}
