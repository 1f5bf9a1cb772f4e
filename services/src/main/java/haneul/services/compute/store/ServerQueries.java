package haneul.services.compute.store;

import static haneul.services.compute.store.ServerTable.*;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.ServerFilter;
import haneul.services.compute.domain.ServerFilter.SortKey;
import haneul.services.compute.domain.ServerName;
import haneul.services.compute.domain.ServerStatus;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.Usage;
import haneul.services.compute.domain.VmState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.RecordMapper;
import org.jooq.SortField;
import org.jspecify.annotations.Nullable;

/** Lists of servers. A page costs the same number of queries however many servers it holds. */
public final class ServerQueries {
  private static final int SCAN = 500;
  private static final int FETCHED_AT_ONCE = 100;

  /** After so many characters of metadata and user data a page ends, short of its limit. */
  private static final int MOST_CHARACTERS = 4 << 20;

  /** What the API calls the columns that a list can be filtered by or sorted on. */
  private static final Map<String, Field<String>> TEXT_COLUMNS =
      Map.ofEntries(
          Map.entry("uuid", ID),
          Map.entry("name", NAME),
          Map.entry("display_name", NAME),
          Map.entry("display_description", DESCRIPTION),
          Map.entry("description", DESCRIPTION),
          Map.entry("image", IMAGE_ID),
          Map.entry("image_ref", IMAGE_ID),
          Map.entry("flavor", FLAVOR_ID),
          Map.entry("instance_type_id", FLAVOR_ID),
          Map.entry("host", HOST),
          Map.entry("node", HOST),
          Map.entry("hostname", HOSTNAME),
          Map.entry("key_name", KEY_NAME),
          Map.entry("reservation_id", RESERVATION_ID),
          Map.entry("project_id", PROJECT),
          Map.entry("tenant_id", PROJECT),
          Map.entry("user_id", USER),
          Map.entry("vm_state", VM_STATE),
          Map.entry("task_state", TASK_STATE),
          Map.entry("access_ip_v4", ACCESS_IPV4),
          Map.entry("access_ip_v6", ACCESS_IPV6),
          Map.entry("created_at", CREATED_AT),
          Map.entry("updated_at", UPDATED_AT),
          Map.entry("launched_at", LAUNCHED_AT),
          Map.entry("terminated_at", DELETED_AT));

  private static final Map<String, Field<Integer>> NUMBER_COLUMNS =
      Map.of(
          "power_state", POWER_STATE,
          "launch_index", LAUNCH_INDEX,
          "vcpus", VCPUS,
          "memory_mb", MEMORY,
          "root_gb", DISK);

  private static final Set<Field<String>> NULLABLE =
      Set.of(DESCRIPTION, HOST, KEY_NAME, TASK_STATE, LAUNCHED_AT, DELETED_AT);

  /** Whether a list can be sorted on the API's {@code key}. */
  public static boolean canSortBy(String key) {
    return TEXT_COLUMNS.containsKey(key) || NUMBER_COLUMNS.containsKey(key);
  }

  /**
   * What is read of each server.
   *
   * @param columns those that are shown, and no others
   * @param wide those of them that may be long
   */
  private record Reading<T>(
      List<Field<?>> columns, List<Field<String>> wide, RecordMapper<Record, T> mapper) {}

  private static final Reading<Server> WHOLE =
      new Reading<>(List.of(SERVER.fields()), List.of(USER_DATA, METADATA), ServerRows::read);

  private static final Reading<Server> BRIEFLY =
      new Reading<>(BRIEF, List.of(METADATA), ServerRows::read);

  private static final Reading<ServerName> NAMED =
      new Reading<>(
          List.of(ID, NAME),
          List.of(),
          row -> new ServerName(new ServerId(row.get(ID)), row.get(NAME)));

  /**
   * A page of a list.
   *
   * @param more whether it ends before the limit because what it holds is long
   */
  public record Rows<T>(List<T> rows, boolean more) {}

  /** Which servers, in which order: a page of a list. */
  public record Asked(
      ServerFilter filter, List<SortKey> order, Optional<Server> marker, int limit) {}

  /**
   * A page of servers.
   *
   * @param userData whether theirs are asked for, too
   * @param addresses the addresses of servers, asked only where the filter needs them
   */
  public Rows<Server> page(
      Tx tx,
      Asked asked,
      boolean userData,
      Function<List<ServerId>, Map<ServerId, List<String>>> addresses) {
    return read(tx, asked, addresses, userData ? WHOLE : BRIEFLY);
  }

  /** {@link #page} of their names alone, which is a tenth of the work. */
  public List<ServerName> names(
      Tx tx, Asked asked, Function<List<ServerId>, Map<ServerId, List<String>>> addresses) {
    return read(tx, asked, addresses, NAMED).rows();
  }

  private static <T> Rows<T> read(
      Tx tx,
      Asked asked,
      Function<List<ServerId>, Map<ServerId, List<String>>> addresses,
      Reading<T> reading) {
    ServerFilter filter = asked.filter();
    Condition where = condition(filter);
    if (asked.marker().isPresent()) {
      where = where.and(after(tx, asked.order(), asked.marker().get().id()));
    }
    boolean scan =
        filter.ip().isPresent()
            || filter.ip6().isPresent()
            || filter.name().filter(name -> !name.isLiteral()).isPresent();
    if (scan && asked.limit() > 0) {
      List<String> matching = scan(tx, where, filter, asked.order(), asked.limit(), addresses);
      if (matching.isEmpty()) {
        return new Rows<>(List.of(), false);
      }
      where = ID.in(matching);
    }
    List<T> rows = new ArrayList<>();
    long characters = 0;
    try (Cursor<? extends Record> found =
        tx.sql()
            .select(reading.columns())
            .from(SERVER)
            .where(where)
            .orderBy(sort(asked.order()))
            .limit(asked.limit())
            .fetchSize(FETCHED_AT_ONCE)
            .fetchLazy()) {
      for (Record row : found) {
        if (characters > MOST_CHARACTERS) {
          return new Rows<>(rows, true);
        }
        for (Field<String> column : reading.wide()) {
          String text = row.get(column);
          characters += text == null ? 0 : text.length();
        }
        rows.add(reading.mapper().map(row));
      }
    }
    return new Rows<>(rows, false);
  }

  /** Looks through ids and names in order for what no database can match the same way. */
  private static List<String> scan(
      Tx tx,
      Condition where,
      ServerFilter filter,
      List<SortKey> order,
      int limit,
      Function<List<ServerId>, Map<ServerId, List<String>>> addresses) {
    List<String> named = new ArrayList<>();
    tx.sql()
        .select(ID, NAME)
        .from(SERVER)
        .where(where)
        .orderBy(sort(order))
        .forEach(row -> {
          if (filter.name().map(name -> name.find(row.get(NAME))).orElse(true)) {
            named.add(row.get(ID));
          }
        });
    if (filter.ip().isEmpty() && filter.ip6().isEmpty()) {
      return named.subList(0, Math.min(limit, named.size()));
    }
    List<String> found = new ArrayList<>();
    for (int from = 0; from < named.size() && found.size() < limit; from += SCAN) {
      List<String> some = named.subList(from, Math.min(named.size(), from + SCAN));
      Map<ServerId, List<String>> known =
          addresses.apply(some.stream().map(ServerId::new).toList());
      for (String id : some) {
        List<String> its = known.getOrDefault(new ServerId(id), List.of());
        if (found.size() < limit && matches(filter, its)) {
          found.add(id);
        }
      }
    }
    return found;
  }

  private static boolean matches(ServerFilter filter, List<String> addresses) {
    return filter.ip().map(ip -> addresses.stream().anyMatch(ip::find)).orElse(true)
        && filter
            .ip6()
            .map(ip -> addresses.stream().filter(a -> a.contains(":")).anyMatch(ip::find))
            .orElse(true);
  }

  private static Condition condition(ServerFilter filter) {
    Condition where = noCondition();
    if (filter.project().isPresent()) {
      where = where.and(PROJECT.eq(filter.project().get().value()));
    }
    if (filter.deleted().isPresent()) {
      where = where.and(filter.deleted().get() ? DELETED_AT.isNotNull() : DELETED_AT.isNull());
    }
    for (Map.Entry<String, String> each : filter.equal().entrySet()) {
      where = where.and(equal(each.getKey(), each.getValue()));
    }
    if (filter.status().isPresent()) {
      where =
          where.and(
              or(filter.status().get().stream().distinct().map(ServerQueries::status).toList()));
    }
    if (filter.name().filter(name -> name.isLiteral()).isPresent()) {
      String text = filter.name().get().text().toLowerCase(Locale.ROOT);
      where = where.and(lower(NAME).contains(text));
    }
    if (filter.changedSince().isPresent()) {
      where = where.and(UPDATED_AT.ge(Times.text(filter.changedSince().get())));
    }
    if (filter.changedBefore().isPresent()) {
      where = where.and(UPDATED_AT.le(Times.text(filter.changedBefore().get())));
    }
    if (filter.locked().isPresent()) {
      where = where.and(LOCKED.eq(filter.locked().get()));
    }
    if (filter.configDrive().isPresent()) {
      where = where.and(CONFIG_DRIVE.eq(filter.configDrive().get()));
    }
    return where.and(tags(filter.tags()));
  }

  private static Condition equal(String key, String value) {
    if (key.equals("availability_zone")) {
      return AggregateStore.inZone(HOST, value);
    }
    Field<Integer> number = NUMBER_COLUMNS.get(key);
    if (number != null) {
      return value.matches("-?[0-9]{1,9}")
          ? number.eq(Integer.valueOf(value))
          : org.jooq.impl.DSL.falseCondition();
    }
    Field<String> column = TEXT_COLUMNS.get(key);
    if (column == null) {
      throw new IllegalArgumentException("no column for " + key);
    }
    return column.eq(value);
  }

  private static Condition status(ServerStatus status) {
    Condition live = DELETED_AT.isNull();
    return switch (status) {
      case BUILD -> live.and(VM_STATE.eq(VmState.BUILDING.text()));
      case ACTIVE ->
          live.and(VM_STATE.eq(VmState.ACTIVE.text()))
              .and(
                  TASK_STATE
                      .isNull()
                      .or(
                          TASK_STATE.notIn(
                              TaskState.REBOOTING.text(), TaskState.REBOOTING_HARD.text())));
      case REBOOT -> active(TaskState.REBOOTING);
      case HARD_REBOOT -> active(TaskState.REBOOTING_HARD);
      case SHUTOFF -> live.and(VM_STATE.eq(VmState.STOPPED.text()));
      case ERROR -> live.and(VM_STATE.eq(VmState.ERROR.text()));
      case DELETED -> DELETED_AT.isNotNull();
    };
  }

  private static Condition active(TaskState task) {
    return DELETED_AT
        .isNull()
        .and(VM_STATE.eq(VmState.ACTIVE.text()))
        .and(TASK_STATE.eq(task.text()));
  }

  private static Condition tags(ServerFilter.Tags tags) {
    Condition where = noCondition();
    for (String tag : tags.all()) {
      where = where.and(exists(tagged(List.of(tag))));
    }
    if (!tags.any().isEmpty()) {
      where = where.and(exists(tagged(tags.any())));
    }
    if (!tags.notAll().isEmpty()) {
      where =
          where.and(
              or(tags.notAll().stream().map(tag -> notExists(tagged(List.of(tag)))).toList()));
    }
    if (!tags.notAny().isEmpty()) {
      where = where.and(notExists(tagged(tags.notAny())));
    }
    return where;
  }

  private static org.jooq.Select<?> tagged(List<String> tags) {
    Field<String> server =
        org.jooq.impl.DSL.field(org.jooq.impl.DSL.name("compute_server", "id"), String.class);
    return selectOne()
        .from(TagStore.TAGS)
        .where(TagStore.SERVER_ID.eq(server))
        .and(TagStore.TAG.in(tags));
  }

  private static List<SortField<?>> sort(List<SortKey> order) {
    List<SortField<?>> sort = new ArrayList<>();
    for (SortKey key : order) {
      Field<?> field = comparable(key.key());
      sort.add(key.descending() ? field.desc() : field.asc());
    }
    sort.add(last(order) ? ID.desc() : ID.asc());
    return sort;
  }

  private static boolean last(List<SortKey> order) {
    return order.isEmpty() || order.getLast().descending();
  }

  /** The column, with nothing in place of null, so that rows can be compared. */
  private static Field<?> comparable(String key) {
    Field<Integer> number = NUMBER_COLUMNS.get(key);
    if (number != null) {
      return number;
    }
    Field<String> column = TEXT_COLUMNS.get(key);
    if (column == null) {
      throw new IllegalArgumentException("no column for " + key);
    }
    return NULLABLE.contains(column) ? coalesce(column, val("")) : column;
  }

  /** The rows after a marker, in the order given. */
  private static Condition after(Tx tx, List<SortKey> order, ServerId marker) {
    List<Field<?>> fields = new ArrayList<>(order.stream().map(k -> comparable(k.key())).toList());
    fields.add(ID);
    Record row = tx.sql().select(fields).from(SERVER).where(ID.eq(marker.value())).fetchSingle();
    Condition where = noCondition();
    Condition equalSoFar = noCondition();
    boolean first = true;
    for (int i = 0; i < fields.size(); i++) {
      boolean descending = i < order.size() ? order.get(i).descending() : last(order);
      Condition beyond = beyond(fields.get(i), row.get(i), descending);
      where = first ? beyond : where.or(equalSoFar.and(beyond));
      equalSoFar = equalSoFar.and(same(fields.get(i), row.get(i)));
      first = false;
    }
    return where;
  }

  @SuppressWarnings("unchecked")
  private static Condition beyond(Field<?> field, @Nullable Object value, boolean descending) {
    Field<Object> any = (Field<Object>) field;
    return descending ? any.lt(value) : any.gt(value);
  }

  @SuppressWarnings("unchecked")
  private static Condition same(Field<?> field, @Nullable Object value) {
    return ((Field<Object>) field).eq(value);
  }

  /** When servers ran that did at some time in the window, by project and id. */
  public List<Usage.Run> ranWithin(
      Tx tx,
      Optional<ProjectId> project,
      Instant begin,
      Instant end,
      Optional<Server> marker,
      int limit) {
    Condition after =
        marker
            .map(last ->
                PROJECT
                    .gt(last.project().value())
                    .or(PROJECT.eq(last.project().value()).and(ID.gt(last.id().value()))))
            .orElse(noCondition());
    return tx.sql()
        .select(
            ID, PROJECT, NAME, FLAVOR_NAME, VCPUS, MEMORY, DISK, VM_STATE, LAUNCHED_AT, DELETED_AT)
        .from(SERVER)
        .where(LAUNCHED_AT.lt(Times.text(end)))
        .and(DELETED_AT.isNull().or(DELETED_AT.gt(Times.text(begin))))
        .and(project.map(id -> PROJECT.eq(id.value())).orElse(noCondition()))
        .and(after)
        .orderBy(PROJECT, ID)
        .limit(limit)
        .fetch(row ->
            new Usage.Run(
                new ServerId(row.get(ID)),
                new ProjectId(row.get(PROJECT)),
                row.get(NAME),
                row.get(FLAVOR_NAME),
                row.get(VCPUS),
                row.get(MEMORY),
                row.get(DISK),
                VmState.of(row.get(VM_STATE)),
                Times.parse(row.get(LAUNCHED_AT)),
                ServerRows.time(row.get(DELETED_AT))));
  }
}
