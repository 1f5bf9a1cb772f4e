package haneul.services.identity.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.store.GenerationRows;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What was read from the store, until {@link Changes} counts a change. Exact: an answer is what a
 * read at that moment would have given.
 *
 * <p>Alone, that is a comparison in memory. With other controllers it is one short query for the
 * generation, in the same snapshot that is read when it is another.
 */
final class Remembered<K, V> {
  private static final int STRIPES = 256;

  private final Store store;
  private final Changes changes;
  private final BiFunction<Tx, K, Optional<Long>> generation;
  private final Cache<K, Entry<V>> entries;

  /**
   * How often a key of each stripe was forgotten, so that a read that was under way is not kept.
   */
  private final AtomicLongArray forgotten = new AtomicLongArray(STRIPES);

  private record Entry<V>(V value, long generation) {}

  Remembered(Store store, Changes changes, int most) {
    this(store, changes, most, (tx, key) -> GenerationRows.find(tx));
  }

  /**
   * @param generation that of the store; empty when there is nothing under this key whatever is
   *     remembered. Alone, whoever changes that answer calls {@link #forget}
   */
  Remembered(Store store, Changes changes, int most, BiFunction<Tx, K, Optional<Long>> generation) {
    this.store = store;
    this.changes = changes;
    this.generation = generation;
    this.entries = Caffeine.newBuilder().maximumSize(most).build();
  }

  /** What {@code read} finds now; what it does not find is not remembered. */
  Optional<V> get(K key, Function<Tx, Optional<V>> read) {
    if (!changes.alone()) {
      return store.read(tx -> compared(tx, key, read));
    }
    Entry<V> known = entries.getIfPresent(key);
    return known != null && known.generation() == changes.count()
        ? Optional.of(known.value())
        : load(key, read);
  }

  private Optional<V> compared(Tx tx, K key, Function<Tx, Optional<V>> read) {
    Optional<Long> now = generation.apply(tx, key);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    Entry<V> known = entries.getIfPresent(key);
    if (known != null && known.generation() == now.get()) {
      return Optional.of(known.value());
    }
    Optional<V> found = read.apply(tx);
    found.ifPresent(value -> entries.put(key, new Entry<>(value, now.get())));
    return found;
  }

  /**
   * Reads without holding anything that another key could wait for; what was forgotten meanwhile is
   * answered, as it was so when it was asked, and not kept.
   */
  private Optional<V> load(K key, Function<Tx, Optional<V>> read) {
    int stripe = stripe(key);
    long forgets = forgotten.get(stripe);
    long before = changes.count();
    Optional<V> found =
        store.read(
            tx -> generation.apply(tx, key).isEmpty() ? Optional.<V>empty() : read.apply(tx));
    found.ifPresent(value ->
        entries
            .asMap()
            .compute(
                key,
                (same, old) ->
                    forgotten.get(stripe) == forgets ? new Entry<>(value, before) : old));
    return found;
  }

  private static int stripe(Object key) {
    return Math.floorMod(key.hashCode(), STRIPES);
  }

  /** To be called after the commit that makes {@code key} nothing. */
  void forget(K key) {
    forgotten.incrementAndGet(stripe(key));
    entries.invalidate(key);
  }
}
