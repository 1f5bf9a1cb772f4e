package haneul.services.identity.store;

import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Which part of a list is wanted, in the order of ids.
 *
 * @param after the last id of the page before
 * @param limit at most so many
 */
public record Page(Optional<String> after, int limit) {
  /** Everything there can be in one answer. */
  public static final int MAX = 10_000;

  /** The beginning, as much of it as one answer holds. */
  public static Page first() {
    return new Page(Optional.empty(), MAX);
  }

  /** The rows of {@code table} on this page, and one more when there are more. */
  List<Record> of(haneul.platform.store.Tx tx, Table<Record> table, Condition condition) {
    return tx.sql()
        .select(DSL.asterisk())
        .from(table)
        .where(condition)
        .and(after.map(Tables.ID::gt).orElseGet(DSL::noCondition))
        .orderBy(Tables.ID)
        .limit(limit + 1)
        .fetch(row -> row);
  }
}
