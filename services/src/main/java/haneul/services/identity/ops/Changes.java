package haneul.services.identity.ops;

import haneul.platform.store.Tx;
import haneul.services.identity.store.GenerationRows;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the commits that change what some token is good for. Whoever remembers something read from
 * the store remembers the count it was read at; another count means that it must be read again. So
 * a change that has returned is never overlooked, by no controller ({@link Remembered}).
 *
 * <p>With the embedded store there is one controller and the count is in memory. With several it is
 * a row, raised in the very transaction of the change.
 */
public final class Changes {
  private final boolean alone;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param alone whether no other controller writes to the same store
   */
  public Changes(boolean alone) {
    this.alone = alone;
  }

  /** To be called in every transaction that changes users, projects, domains, roles, grants. */
  void note(Tx tx) {
    if (!alone) {
      GenerationRows.raise(tx);
    }
    tx.afterCommit(count::incrementAndGet);
  }

  boolean alone() {
    return alone;
  }

  /** This process's own; means something only when it is {@link #alone}. */
  long count() {
    return count.get();
  }
}
