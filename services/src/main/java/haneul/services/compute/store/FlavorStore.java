package haneul.services.compute.store;

import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import haneul.base.id.ProjectId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Flavor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The tables of flavors, their extra specs and who may use the private ones. */
public final class FlavorStore {
  private static final Table<Record> FLAVOR = table(name("compute_flavor"));
  private static final Field<String> ID = field(name("id"), String.class);
  private static final Field<String> NAME = field(name("name"), String.class);
  private static final Field<Integer> MEMORY = field(name("memory_mebibytes"), Integer.class);
  private static final Field<Integer> VCPUS = field(name("vcpus"), Integer.class);
  private static final Field<Integer> DISK = field(name("disk_gibibytes"), Integer.class);
  private static final Field<Boolean> IS_PUBLIC = field(name("is_public"), Boolean.class);
  private static final Field<String> DESCRIPTION = field(name("description"), String.class);
  private static final Field<String> CREATED_AT = field(name("created_at"), String.class);

  private static final Table<Record> SPEC = table(name("compute_flavor_spec"));
  private static final Table<Record> ACCESS = table(name("compute_flavor_access"));
  private static final Field<String> FLAVOR_ID = field(name("flavor_id"), String.class);
  private static final Field<String> VALUE = field(name("value"), String.class);
  private static final Field<String> PROJECT_ID = field(name("project_id"), String.class);

  /**
   * Which flavors to list.
   *
   * @param visibleTo only what this project may use; empty: all
   * @param isPublic only public ones, or only private ones
   * @param sortKey one of {@link #sortKeys()}
   * @param marker the last flavor of the page before
   */
  public record Listing(
      Optional<ProjectId> visibleTo,
      Optional<Boolean> isPublic,
      int minDiskGibibytes,
      int minRamMebibytes,
      String sortKey,
      boolean descending,
      Optional<Flavor> marker,
      int limit) {}

  /** What flavors can be sorted by. */
  public static List<String> sortKeys() {
    return List.of("flavorid", "name", "memory_mb", "vcpus", "root_gb");
  }

  public Optional<Flavor> find(Tx tx, String id) {
    return withSpecs(tx, tx.sql().selectFrom(FLAVOR).where(ID.eq(id)).fetch(FlavorStore::read))
        .stream()
        .findFirst();
  }

  /** Whether a flavor has the id, or the name. */
  public boolean taken(Tx tx, String id, String name) {
    return tx.sql().fetchExists(selectOne().from(FLAVOR).where(ID.eq(id)).or(NAME.eq(name)));
  }

  public List<Flavor> list(Tx tx, Listing listing) {
    Condition where = DISK.ge(listing.minDiskGibibytes()).and(MEMORY.ge(listing.minRamMebibytes()));
    if (listing.visibleTo().isPresent()) {
      where = where.and(IS_PUBLIC.isTrue().or(granted(listing.visibleTo().get())));
    }
    if (listing.isPublic().isPresent()) {
      where = where.and(IS_PUBLIC.eq(listing.isPublic().get()));
    }
    Field<?> key = sortField(listing.sortKey());
    return withSpecs(
        tx,
        tx.sql()
            .selectFrom(FLAVOR)
            .where(where)
            .and(listing.marker().map(marker -> after(marker, listing)).orElse(noCondition()))
            .orderBy(listing.descending() ? key.desc() : key.asc(), ID.asc())
            .limit(listing.limit())
            .fetch(FlavorStore::read));
  }

  private static Condition granted(ProjectId project) {
    Field<String> outer = field(name("compute_flavor", "id"), String.class);
    return exists(
        selectOne().from(ACCESS).where(FLAVOR_ID.eq(outer)).and(PROJECT_ID.eq(project.value())));
  }

  private static Condition after(Flavor marker, Listing listing) {
    return switch (listing.sortKey()) {
      case "name" -> after(NAME, marker.name(), marker.id(), listing.descending());
      case "memory_mb" ->
          after(MEMORY, marker.memoryMebibytes(), marker.id(), listing.descending());
      case "vcpus" -> after(VCPUS, marker.vcpus(), marker.id(), listing.descending());
      case "root_gb" -> after(DISK, marker.diskGibibytes(), marker.id(), listing.descending());
      default -> listing.descending() ? ID.lt(marker.id()) : ID.gt(marker.id());
    };
  }

  private static <T> Condition after(Field<T> key, T value, String id, boolean descending) {
    return (descending ? key.lt(value) : key.gt(value)).or(key.eq(value).and(ID.gt(id)));
  }

  private static Field<?> sortField(String key) {
    return switch (key) {
      case "name" -> NAME;
      case "memory_mb" -> MEMORY;
      case "vcpus" -> VCPUS;
      case "root_gb" -> DISK;
      default -> ID;
    };
  }

  private static Flavor read(Record row) {
    return new Flavor(
        row.get(ID),
        row.get(NAME),
        row.get(MEMORY),
        row.get(VCPUS),
        row.get(DISK),
        row.get(IS_PUBLIC),
        Optional.ofNullable(row.get(DESCRIPTION)),
        Map.of());
  }

  private static List<Flavor> withSpecs(Tx tx, List<Flavor> flavors) {
    if (flavors.isEmpty()) {
      return flavors;
    }
    Map<String, Map<String, String>> specs = new HashMap<>();
    tx.sql()
        .select(FLAVOR_ID, NAME, VALUE)
        .from(SPEC)
        .where(FLAVOR_ID.in(flavors.stream().map(Flavor::id).toList()))
        .forEach(row ->
            specs
                .computeIfAbsent(row.get(FLAVOR_ID), id -> new TreeMap<>())
                .put(row.get(NAME), row.get(VALUE)));
    List<Flavor> full = new ArrayList<>();
    for (Flavor bare : flavors) {
      full.add(
          new Flavor(
              bare.id(),
              bare.name(),
              bare.memoryMebibytes(),
              bare.vcpus(),
              bare.diskGibibytes(),
              bare.isPublic(),
              bare.description(),
              specs.getOrDefault(bare.id(), Map.of())));
    }
    return full;
  }

  public void insert(Tx tx, Flavor flavor, Instant now) {
    tx.sql()
        .insertInto(FLAVOR)
        .set(ID, flavor.id())
        .set(NAME, flavor.name())
        .set(MEMORY, flavor.memoryMebibytes())
        .set(VCPUS, flavor.vcpus())
        .set(DISK, flavor.diskGibibytes())
        .set(IS_PUBLIC, flavor.isPublic())
        .set(DESCRIPTION, flavor.description().orElse(null))
        .set(CREATED_AT, Times.text(now))
        .execute();
  }

  public void describe(Tx tx, String id, Optional<String> description) {
    tx.sql().update(FLAVOR).set(DESCRIPTION, description.orElse(null)).where(ID.eq(id)).execute();
  }

  public void delete(Tx tx, String id) {
    tx.sql().deleteFrom(SPEC).where(FLAVOR_ID.eq(id)).execute();
    tx.sql().deleteFrom(ACCESS).where(FLAVOR_ID.eq(id)).execute();
    tx.sql().deleteFrom(FLAVOR).where(ID.eq(id)).execute();
  }

  public boolean isEmpty(Tx tx) {
    return !tx.sql().fetchExists(FLAVOR);
  }

  public void putSpec(Tx tx, String id, String key, String value) {
    deleteSpec(tx, id, key);
    tx.sql().insertInto(SPEC).set(FLAVOR_ID, id).set(NAME, key).set(VALUE, value).execute();
  }

  public boolean deleteSpec(Tx tx, String id, String key) {
    return tx.sql().deleteFrom(SPEC).where(FLAVOR_ID.eq(id)).and(NAME.eq(key)).execute() > 0;
  }

  public List<String> access(Tx tx, String id) {
    return tx.sql()
        .select(PROJECT_ID)
        .from(ACCESS)
        .where(FLAVOR_ID.eq(id))
        .orderBy(PROJECT_ID)
        .fetch(PROJECT_ID);
  }

  public boolean granted(Tx tx, String id, String project) {
    return tx.sql()
        .fetchExists(selectOne().from(ACCESS).where(FLAVOR_ID.eq(id)).and(PROJECT_ID.eq(project)));
  }

  public void grant(Tx tx, String id, String project) {
    tx.sql().insertInto(ACCESS).set(FLAVOR_ID, id).set(PROJECT_ID, project).execute();
  }

  public boolean revoke(Tx tx, String id, String project) {
    return tx.sql().deleteFrom(ACCESS).where(FLAVOR_ID.eq(id)).and(PROJECT_ID.eq(project)).execute()
        > 0;
  }
}
