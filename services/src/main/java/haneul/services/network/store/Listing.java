package haneul.services.network.store;

import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.trueCondition;

import haneul.base.error.CloudException;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.Table;

/** A collection as lists see it: what to filter and to sort by. Everything is done in SQL. */
public final class Listing {
  private final Table<Record> table;
  private final Field<String> id;

  /** SQLite nests as many alternatives as a filter has values, and stops at a thousand. */
  private static final int MAX_VALUES = 100;

  private final Map<String, Function<List<String>, Condition>> filters = new TreeMap<>();
  private final Map<String, Field<?>> sorts = new TreeMap<>();
  private final Set<String> adminOnly = new HashSet<>();
  private final List<Field<?>> byAge = new ArrayList<>();

  Listing(Table<Record> table, Field<String> id, Field<String> createdAt) {
    this.table = table;
    this.id = id;
    this.byAge.add(createdAt);
    text("id", id);
  }

  Listing text(String name, Field<String> column) {
    return text(name, column, value -> value);
  }

  /** As {@link #text}, where the API's spelling is not the column's. */
  Listing text(String name, Field<String> column, Function<String, String> spelling) {
    filters.put(name, values -> column.in(values.stream().map(spelling).distinct().toList()));
    sorts.put(name, column);
    return this;
  }

  Listing bool(String name, Field<Boolean> column) {
    where(name, value -> column.eq(bool(name, value)));
    sorts.put(name, column);
    return this;
  }

  Listing integer(String name, Field<Integer> column) {
    where(
        name,
        value ->
            value.matches("-?[0-9]{1,9}") ? column.eq(Integer.parseInt(value)) : falseCondition());
    sorts.put(name, column);
    return this;
  }

  /** Times are shown in seconds and kept in microseconds. */
  Listing time(String name, Field<String> column) {
    where(
        name,
        value -> {
          try {
            Instant second = Instant.parse(value.endsWith("Z") ? value : value + "Z");
            return column.ge(Times.text(second)).and(column.lt(Times.text(second.plusSeconds(1))));
          } catch (DateTimeException e) {
            return falseCondition();
          }
        });
    sorts.put(name, column);
    return this;
  }

  /** An attribute that is the same for everything there is. */
  Listing always(String name, String shown) {
    return where(name, value -> value.equalsIgnoreCase(shown) ? trueCondition() : falseCondition());
  }

  /** A filter of its own. */
  Listing where(String name, Function<String, Condition> filter) {
    filters.put(
        name,
        values -> {
          if (values.size() > MAX_VALUES) {
            throw CloudException.badRequest(
                "'" + name + "' is given more than " + MAX_VALUES + " times");
          }
          return or(values.stream().distinct().map(filter).toList());
        });
    return this;
  }

  /** Attributes shown to administrators alone: to others there are none such to ask by. */
  Listing adminOnly(String... names) {
    adminOnly.addAll(List.of(names));
    return this;
  }

  private boolean isKnown(String name, Map<String, ?> ways, boolean admin) {
    return ways.containsKey(name) && (admin || !adminOnly.contains(name));
  }

  private static boolean bool(String name, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on", "t", "y" -> true;
      case "false", "0", "no", "off", "f", "n" -> false;
      default ->
          throw CloudException.badField(
              name, value, "'" + value + "' cannot be converted to boolean");
    };
  }

  /**
   * The ids of what is asked for, in order, the page not yet cut out.
   *
   * @param admin whether who asks is shown the attributes for administrators
   */
  public List<String> ids(Tx tx, boolean admin, Condition visible, PageRequest page) {
    Condition condition = visible;
    List<String> unknown =
        page.filters().keySet().stream().filter(name -> !isKnown(name, filters, admin)).toList();
    if (!unknown.isEmpty()) {
      throw CloudException.badRequest(shown(unknown) + " is invalid attribute for filtering");
    }
    for (Map.Entry<String, List<String>> filter : page.filters().entrySet()) {
      condition =
          condition.and(
              filters.getOrDefault(filter.getKey(), _ -> noCondition()).apply(filter.getValue()));
    }
    return tx.sql()
        .select(id)
        .from(table)
        .where(condition)
        .orderBy(order(admin, page))
        .fetch(row -> row.value1());
  }

  private List<SortField<?>> order(boolean admin, PageRequest page) {
    List<SortField<?>> order = new ArrayList<>();
    List<String> unknown =
        page.sorts().stream()
            .map(PageRequest.Sort::key)
            .filter(key -> !isKnown(key, sorts, admin))
            .toList();
    if (!unknown.isEmpty()) {
      throw NetworkErrors.bad(
          "HTTPBadRequest", shown(unknown) + " is invalid attribute for sort_keys");
    }
    for (PageRequest.Sort sort : page.sorts()) {
      Field<?> column = sorts.getOrDefault(sort.key(), id);
      order.add(sort.ascending() ? column.asc() : column.desc());
    }
    byAge.forEach(column -> order.add(column.asc()));
    order.add(id.asc());
    return order;
  }

  /** As Python shows a list of strings. */
  private static String shown(List<String> names) {
    return "['" + String.join("', '", names) + "']";
  }
}
