package haneul.services.identity.ops;

import haneul.platform.store.Tx;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the commits, of this process, that change what some token is good for. Whoever remembers
 * something read from the store notes the count before reading; another count later means that it
 * must be read again. So a revocation that has returned is never overlooked.
 */
public final class Changes {
  private final AtomicLong count = new AtomicLong();

  /** To be called in every transaction that changes users, projects, domains, roles, grants. */
  void note(Tx tx) {
    tx.afterCommit(count::incrementAndGet);
  }

  long count() {
    return count.get();
  }
}
