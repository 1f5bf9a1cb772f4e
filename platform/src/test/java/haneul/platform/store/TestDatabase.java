package haneul.platform.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One test's database. Each {@link #open} is what another controller would have. */
public final class TestDatabase implements AutoCloseable {
  private final int writers;
  private final Supplier<Store> opener;
  private final Runnable remove;
  private final List<Store> opened = new ArrayList<>();

  TestDatabase(int writers, Supplier<Store> opener, Runnable remove) {
    this.writers = writers;
    this.opener = opener;
    this.remove = remove;
  }

  /** One more store on this database, closed after the test. */
  public synchronized Store open() {
    Store store = opener.get();
    opened.add(store);
    return store;
  }

  /** How many transactions of one store may write at once. */
  int writers() {
    return writers;
  }

  /** The store of a test that needs only one. */
  synchronized Store first() {
    return opened.isEmpty() ? open() : opened.getFirst();
  }

  @Override
  public synchronized void close() {
    opened.forEach(Store::close);
    remove.run();
  }
}
