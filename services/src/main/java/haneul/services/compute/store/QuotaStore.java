package haneul.services.compute.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.platform.store.Tx;
import haneul.services.compute.domain.Quota.Resource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The table {@code compute_quota}: limits that differ from the usual. */
public final class QuotaStore {
  private static final Table<Record> QUOTA = table(name("compute_quota"));
  private static final Field<String> PROJECT = field(name("project_id"), String.class);
  private static final Field<String> RESOURCE = field(name("resource"), String.class);
  private static final Field<Integer> LIMIT = field(name("hard_limit"), Integer.class);

  /** Every limit of a project. */
  public Map<Resource, Integer> limits(Tx tx, String project) {
    Map<Resource, Integer> limits = usual();
    tx.sql()
        .select(RESOURCE, LIMIT)
        .from(QUOTA)
        .where(PROJECT.eq(project))
        .forEach(row ->
            limits.put(
                Resource.valueOf(row.get(RESOURCE).toUpperCase(Locale.ROOT)), row.get(LIMIT)));
    return limits;
  }

  /** The limits of a project nobody set any for. */
  public static Map<Resource, Integer> usual() {
    Map<Resource, Integer> limits = new EnumMap<>(Resource.class);
    for (Resource resource : Resource.values()) {
      limits.put(resource, resource.usual());
    }
    return limits;
  }

  public void set(Tx tx, String project, Resource resource, int limit) {
    tx.sql()
        .deleteFrom(QUOTA)
        .where(PROJECT.eq(project))
        .and(RESOURCE.eq(resource.text()))
        .execute();
    tx.sql()
        .insertInto(QUOTA)
        .set(PROJECT, project)
        .set(RESOURCE, resource.text())
        .set(LIMIT, limit)
        .execute();
  }

  /** Back to the usual limits. */
  public void reset(Tx tx, String project) {
    tx.sql().deleteFrom(QUOTA).where(PROJECT.eq(project)).execute();
  }
}
