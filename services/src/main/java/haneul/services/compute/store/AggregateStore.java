package haneul.services.compute.store;

import haneul.base.id.HostName;
import haneul.platform.store.Relation;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Aggregate;
import haneul.services.compute.domain.ComputeSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** The tables of aggregates, their hosts and their metadata. */
public final class AggregateStore {
  private static final Relation AGGREGATE = new Relation("compute_aggregate");
  private static final Field<Long> ID = AGGREGATE.number("id");
  private static final Field<String> UUID = AGGREGATE.text("uuid");
  private static final Field<String> NAME = AGGREGATE.text("name");
  private static final Field<String> CREATED_AT = AGGREGATE.text("created_at");
  private static final Field<String> UPDATED_AT = AGGREGATE.text("updated_at");

  private static final Relation MEMBER = new Relation("compute_aggregate_host");
  private static final Field<Long> MEMBER_OF = MEMBER.number("aggregate_id");
  private static final Field<String> HOST = MEMBER.text("host");

  private static final Relation METADATA = new Relation("compute_aggregate_metadata");
  private static final Field<Long> SAID_OF = METADATA.number("aggregate_id");
  private static final Field<String> KEY = METADATA.text("name");
  private static final Field<String> VALUE = METADATA.text("value");

  /** All of them, in the order they were made: three questions. */
  public List<Aggregate> all(Tx tx) {
    Map<Long, List<HostName>> hosts = new HashMap<>();
    tx.sql()
        .selectFrom(MEMBER)
        .orderBy(HOST)
        .forEach(row ->
            hosts
                .computeIfAbsent(row.get(MEMBER_OF), _ -> new ArrayList<>())
                .add(new HostName(row.get(HOST))));
    Map<Long, Map<String, String>> metadata = new HashMap<>();
    tx.sql()
        .selectFrom(METADATA)
        .forEach(row ->
            metadata
                .computeIfAbsent(row.get(SAID_OF), _ -> new TreeMap<>())
                .put(row.get(KEY), row.get(VALUE)));
    return tx.sql()
        .selectFrom(AGGREGATE)
        .orderBy(ID)
        .fetch(row ->
            read(
                row,
                hosts.getOrDefault(row.get(ID), List.of()),
                metadata.getOrDefault(row.get(ID), Map.of())));
  }

  private static Aggregate read(Record row, List<HostName> hosts, Map<String, String> metadata) {
    return new Aggregate(
        row.get(ID),
        row.get(UUID),
        row.get(NAME),
        List.copyOf(hosts),
        metadata,
        Times.parse(row.get(CREATED_AT)),
        ServerRows.time(row.get(UPDATED_AT)));
  }

  /** The zones of those of the hosts that an aggregate puts into one. */
  public Map<HostName, String> zones(Tx tx, Collection<HostName> hosts) {
    Map<HostName, String> zones = new HashMap<>();
    if (!hosts.isEmpty()) {
      tx.sql()
          .select(HOST, VALUE)
          .from(MEMBER)
          .join(METADATA)
          .on(SAID_OF.eq(MEMBER_OF).and(KEY.eq(Aggregate.ZONE)))
          .where(HOST.in(hosts.stream().map(HostName::value).toList()))
          .forEach(row -> zones.put(new HostName(row.get(HOST)), row.get(VALUE)));
    }
    return zones;
  }

  /** A condition on a column with a host's name: it is in the zone. */
  static Condition inZone(Field<String> host, String zone) {
    Condition zoned = SAID_OF.eq(MEMBER_OF).and(KEY.eq(Aggregate.ZONE));
    return zone.equals(ComputeSettings.USUAL.zone())
        ? host.isNotNull().and(host.notIn(DSL.select(HOST).from(MEMBER).join(METADATA).on(zoned)))
        : host.in(DSL.select(HOST).from(MEMBER).join(METADATA).on(zoned).where(VALUE.eq(zone)));
  }

  /** The aggregate of this number. */
  public Optional<Aggregate> find(Tx tx, long id) {
    return all(tx).stream().filter(aggregate -> aggregate.id() == id).findFirst();
  }

  /** A condition on a column with an aggregate's number: the host is in it. */
  static Condition inAggregatesOf(Field<Long> aggregate, HostName host) {
    return aggregate.in(DSL.select(MEMBER_OF).from(MEMBER).where(HOST.eq(host.value())));
  }

  /** The number that the next one gets. */
  public long nextId(Tx tx) {
    Long highest = tx.sql().select(DSL.max(ID)).from(AGGREGATE).fetchSingle().value1();
    return highest == null ? 1 : highest + 1;
  }

  /** Adds one with its metadata, without hosts. */
  public void insert(Tx tx, Aggregate aggregate) {
    tx.sql()
        .insertInto(AGGREGATE)
        .set(ID, aggregate.id())
        .set(UUID, aggregate.uuid())
        .set(NAME, aggregate.name())
        .set(CREATED_AT, Times.text(aggregate.created()))
        .execute();
    aggregate.metadata().forEach((key, value) -> put(tx, aggregate.id(), key, Optional.of(value)));
  }

  public void rename(Tx tx, long id, String name) {
    tx.sql().update(AGGREGATE).set(NAME, name).where(ID.eq(id)).execute();
  }

  /** Says that it changed. */
  public void touch(Tx tx, long id, Instant now) {
    tx.sql().update(AGGREGATE).set(UPDATED_AT, Times.text(now)).where(ID.eq(id)).execute();
  }

  /** Sets a key of its metadata, or takes it away. */
  public void put(Tx tx, long id, String key, Optional<String> value) {
    tx.sql().deleteFrom(METADATA).where(SAID_OF.eq(id)).and(KEY.eq(key)).execute();
    value.ifPresent(text ->
        tx.sql().insertInto(METADATA).set(SAID_OF, id).set(KEY, key).set(VALUE, text).execute());
  }

  public void addHost(Tx tx, long id, HostName host) {
    tx.sql().insertInto(MEMBER).set(MEMBER_OF, id).set(HOST, host.value()).execute();
  }

  public void removeHost(Tx tx, long id, HostName host) {
    tx.sql().deleteFrom(MEMBER).where(MEMBER_OF.eq(id)).and(HOST.eq(host.value())).execute();
  }

  /** Takes a host out of all of them. */
  public void forget(Tx tx, HostName host) {
    tx.sql().deleteFrom(MEMBER).where(HOST.eq(host.value())).execute();
  }

  public void delete(Tx tx, long id) {
    tx.sql().deleteFrom(METADATA).where(SAID_OF.eq(id)).execute();
    tx.sql().deleteFrom(AGGREGATE).where(ID.eq(id)).execute();
  }
}
