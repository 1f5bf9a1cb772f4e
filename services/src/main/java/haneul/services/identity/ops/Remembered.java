package haneul.services.identity.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.store.GenerationRows;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was read from the store, until {@link Changes} counts a change. Exact: an answer is what a
 * read at that moment would have given.
 *
 * <p>Alone, that is a comparison in memory. With other controllers it is one short query for the
 * generation, in the same snapshot that is read when it is another.
 */
final class Remembered<K, V> {
  private final Store store;
  private final Changes changes;
  private final BiFunction<Tx, K, Optional<Long>> generation;
  private final Cache<K, Entry<V>> entries;

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
    if (known == null || known.generation() != changes.count()) {
      known = entries.asMap().compute(key, (same, old) -> load(key, old, read));
    }
    return Optional.ofNullable(known).map(Entry::value);
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

  /** Runs while the key is held, so that {@link #forget} comes before or after all of it. */
  private @Nullable Entry<V> load(K key, @Nullable Entry<V> old, Function<Tx, Optional<V>> read) {
    long before = changes.count();
    if (old != null && old.generation() == before) {
      return old;
    }
    return store
        .read(tx -> generation.apply(tx, key).isEmpty() ? Optional.<V>empty() : read.apply(tx))
        .map(value -> new Entry<>(value, before))
        .orElse(null);
  }

  /** To be called after the commit that makes {@code key} nothing. */
  void forget(K key) {
    entries.invalidate(key);
  }
}
