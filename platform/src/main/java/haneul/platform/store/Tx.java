package haneul.platform.store;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/**
 * A transaction, and all a store class may touch. It must not outlive the function it was given to,
 * and that function must do nothing but SQL: it may run more than once.
 */
public final class Tx {
  private static final System.Logger LOG = System.getLogger(Tx.class.getName());

  private final DSLContext sql;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private boolean ended;

  Tx(DSLContext sql) {
    this.sql = sql;
  }

  /** The query builder bound to this transaction's connection. */
  public DSLContext sql() {
    checkRunning();
    return sql;
  }

  /**
   * Runs {@code action} once the transaction is durable; never when it is rolled back. What it
   * throws is logged and changes nothing: the transaction has happened.
   */
  public void afterCommit(Runnable action) {
    checkRunning();
    afterCommit.add(action);
  }

  private void checkRunning() {
    if (ended) {
      throw new IllegalStateException("the transaction has ended");
    }
  }

  void end() {
    ended = true;
  }

  void committed() {
    for (Runnable action : afterCommit) {
      try {
        action.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "after a transaction: " + e.getMessage(), e);
      }
    }
  }
}
