package haneul.services.network.store;

import haneul.base.id.Id;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Long lists of ids for SQL's {@code IN}, in bounded pieces. */
final class Chunks {
  /** Well under SQLite's and PostgreSQL's limits on bind values. */
  private static final int SIZE = 500;

  private Chunks() {}

  static <T> List<T> of(Collection<? extends Id> ids, Function<List<String>, List<T>> query) {
    return ofTexts(ids.stream().map(Id::value).distinct().toList(), query);
  }

  static void run(Collection<? extends Id> ids, Consumer<List<String>> statement) {
    of(
        ids,
        chunk -> {
          statement.accept(chunk);
          return List.of();
        });
  }

  static <T> List<T> ofTexts(List<String> texts, Function<List<String>, List<T>> query) {
    List<T> found = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += SIZE) {
      found.addAll(query.apply(texts.subList(from, Math.min(texts.size(), from + SIZE))));
    }
    return found;
  }
}
