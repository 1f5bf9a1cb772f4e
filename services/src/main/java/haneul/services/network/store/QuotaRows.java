package haneul.services.network.store;

import haneul.base.id.ProjectId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Quota;
import haneul.services.network.store.Tables.Quotas;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many of each thing a project may have. */
public final class QuotaRows {
  private QuotaRows() {}

  /** The project's limits, Neutron's defaults where nobody said otherwise. */
  public static Map<Quota, Integer> limits(Tx tx, ProjectId project) {
    Map<Quota, Integer> limits = new EnumMap<>(Quota.class);
    for (Quota quota : Quota.values()) {
      limits.put(quota, quota.standard());
    }
    tx.sql()
        .select(Quotas.RESOURCE, Quotas.MAXIMUM)
        .from(Quotas.TABLE)
        .where(Quotas.PROJECT.eq(project.value()))
        .forEach(row -> Quota.of(row.value1()).ifPresent(quota -> limits.put(quota, row.value2())));
    return limits;
  }

  public static int used(Tx tx, ProjectId project, Quota quota) {
    return switch (quota) {
      case NETWORK -> NetworkRows.count(tx, project);
      case SUBNET -> SubnetRows.count(tx, project);
      case PORT -> PortRows.count(tx, project);
      case SECURITY_GROUP -> GroupRows.count(tx, project);
      case SECURITY_GROUP_RULE -> GroupRows.countRules(tx, project);
    };
  }

  public static void set(Tx tx, ProjectId project, Map<Quota, Integer> limits) {
    for (Map.Entry<Quota, Integer> limit : limits.entrySet()) {
      String resource = limit.getKey().resource();
      tx.sql()
          .deleteFrom(Quotas.TABLE)
          .where(Quotas.PROJECT.eq(project.value()))
          .and(Quotas.RESOURCE.eq(resource))
          .execute();
      tx.sql()
          .insertInto(Quotas.TABLE)
          .set(Quotas.PROJECT, project.value())
          .set(Quotas.RESOURCE, resource)
          .set(Quotas.MAXIMUM, limit.getValue())
          .execute();
    }
  }

  public static void reset(Tx tx, ProjectId project) {
    tx.sql().deleteFrom(Quotas.TABLE).where(Quotas.PROJECT.eq(project.value())).execute();
  }

  /** The projects with limits of their own. */
  public static List<ProjectId> projects(Tx tx) {
    return tx.sql()
        .selectDistinct(Quotas.PROJECT)
        .from(Quotas.TABLE)
        .orderBy(Quotas.PROJECT)
        .fetch(row -> new ProjectId(row.value1()));
  }
}
