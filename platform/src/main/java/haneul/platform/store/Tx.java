package haneul.platform.store;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/**
 * A transaction, and all a store class may touch. It must not outlive the function it was given to,
 * and that function must do nothing but SQL: it may run more than once.
 */
public final class Tx {
  private final DSLContext sql;
  private final List<Runnable> afterCommit = new ArrayList<>();

  Tx(DSLContext sql) {
    this.sql = sql;
  }

  /** The query builder bound to this transaction's connection. */
  public DSLContext sql() {
    return sql;
  }

  /** Runs {@code action} once the transaction is durable; never when it is rolled back. */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  void committed() {
    afterCommit.forEach(Runnable::run);
  }
}
