package haneul.services.identity.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** The columns of a row to be written. */
final class Row {
  private final Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();

  <T> Row with(Field<T> column, T value) {
    values.put(column, value);
    return this;
  }

  /** Null when there is none. */
  <T> Row with(Field<T> column, Optional<T> value) {
    values.put(column, value.orElse(null));
    return this;
  }

  Map<Field<?>, @Nullable Object> values() {
    return values;
  }
}
