package haneul.services.identity.store;

import haneul.base.error.CloudException;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.Selection.Match;
import haneul.services.identity.domain.Selection.Sort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * The rows of a table whose key is {@code id}, as things.
 *
 * @param columns all that {@code read} wants. The very same fields are selected and read: jOOQ then
 *     finds them without asking the database what it sent, and without comparing names
 * @param fields by the API's names, what a {@link Selection} may narrow and order by
 */
record Rows<T>(
    Table<Record> table,
    Function<Record, T> read,
    Function<T, Row> write,
    List<Field<?>> columns,
    Map<String, Field<?>> fields) {
  /** As many as a statement of either database takes without complaint. */
  private static final int IDS_AT_ONCE = 1_000;

  Optional<T> find(Tx tx, String id) {
    return one(tx, Tables.ID.eq(id));
  }

  Optional<T> one(Tx tx, Condition condition) {
    return tx.sql().select(columns).from(table).where(condition).fetchOptional(read::apply);
  }

  /** All that match, in the order of ids. */
  List<T> where(Tx tx, Condition condition) {
    return tx.sql()
        .select(columns)
        .from(table)
        .where(condition)
        .orderBy(Tables.ID)
        .fetch(read::apply);
  }

  boolean exists(Tx tx, Condition condition) {
    return tx.sql().fetchExists(DSL.selectOne().from(table).where(condition));
  }

  int count(Tx tx, Condition condition) {
    return tx.sql().fetchCount(DSL.selectFrom(table).where(condition));
  }

  /** The rows with these ids, of any number, in the order of ids within each thousand. */
  List<T> withIds(Tx tx, Collection<String> ids) {
    List<String> all = List.copyOf(ids);
    List<T> found = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IDS_AT_ONCE) {
      found.addAll(
          where(tx, Tables.ID.in(all.subList(from, Math.min(all.size(), from + IDS_AT_ONCE)))));
    }
    return found;
  }

  void insert(Tx tx, T thing) {
    tx.sql().insertInto(table).set(write.apply(thing).values()).execute();
  }

  void update(Tx tx, T thing) {
    Map<Field<?>, ?> values = write.apply(thing).values();
    Object id = values.remove(Tables.ID);
    tx.sql().update(table).set(values).where(Tables.ID.eq(String.valueOf(id))).execute();
  }

  void delete(Tx tx, Condition condition) {
    tx.sql().deleteFrom(table).where(condition).execute();
  }

  /** The things on the page, and one more when there are more. */
  List<T> list(Tx tx, Selection selection, Condition more) {
    Condition condition = more;
    for (Match match : selection.matches()) {
      condition = condition.and(condition(match));
    }
    Page page = selection.page();
    if (page.after().isPresent()) {
      condition = condition.and(after(tx, page.after().get(), selection.sort(), condition));
    }
    return tx.sql()
        .select(columns)
        .from(table)
        .where(condition)
        .orderBy(order(selection.sort()))
        .limit(page.limit() + 1)
        .fetch(read::apply);
  }

  List<T> list(Tx tx, Selection selection) {
    return list(tx, selection, DSL.noCondition());
  }

  private Field<?> column(String field) {
    Field<?> column = fields.get(field);
    if (column == null) {
      throw new IllegalArgumentException(table.getName() + " has no " + field + " to list by");
    }
    return column;
  }

  private Field<String> text(String field) {
    return DSL.coalesce(column(field).coerce(String.class), "");
  }

  private List<SortField<?>> order(Optional<Sort> sort) {
    return sort.map(by ->
            List.<SortField<?>>of(
                by.descending() ? text(by.field()).desc() : text(by.field()).asc(),
                by.descending() ? Tables.ID.desc() : Tables.ID.asc()))
        .orElseGet(() -> List.of(Tables.ID.asc()));
  }

  /** What comes after the thing of that id, which is one of those listed, in that order. */
  private Condition after(Tx tx, String id, Optional<Sort> sort, Condition listed) {
    if (sort.isEmpty()) {
      return Tables.ID.gt(id);
    }
    Field<String> field = text(sort.get().field());
    String value =
        tx.sql()
            .select(field)
            .from(table)
            .where(Tables.ID.eq(id).and(listed))
            .fetchOptional(field)
            .orElseThrow(
                () -> CloudException.badField("marker", id, "there is nothing with that id"));
    return sort.get().descending()
        ? field.lt(value).or(field.eq(value).and(Tables.ID.lt(id)))
        : field.gt(value).or(field.eq(value).and(Tables.ID.gt(id)));
  }

  private Condition condition(Match match) {
    Field<?> column = column(match.field());
    if (column.getType() == Boolean.class) {
      return column.coerce(Boolean.class).eq(Boolean.parseBoolean(match.value()));
    }
    return condition(match, column.coerce(String.class));
  }

  /** Positions and parts, not LIKE: that ignores case in one database and not in the other. */
  private static Condition condition(Match match, Field<String> plain) {
    Field<String> field = match.ignoringCase() ? DSL.lower(plain) : plain;
    String value = match.ignoringCase() ? match.value().toLowerCase(Locale.ROOT) : match.value();
    int length = value.codePointCount(0, value.length());
    return switch (match.test()) {
      case IS -> field.eq(value);
      case IS_NOT -> field.ne(value);
      case CONTAINS -> DSL.position(field, value).gt(0);
      case STARTS_WITH -> DSL.left(field, length).eq(value);
      case ENDS_WITH -> DSL.right(field, length).eq(value);
      case LESS -> field.lt(value);
      case AT_MOST -> field.le(value);
      case MORE -> field.gt(value);
      case AT_LEAST -> field.ge(value);
    };
  }
}
