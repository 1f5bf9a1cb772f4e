package haneul.platform.link;

import static org.jooq.impl.DSL.min;

import haneul.base.host.HostReport;
import haneul.base.host.HostRole;
import haneul.base.host.PhysicalNetwork;
import haneul.base.id.HostName;
import haneul.platform.store.Relation;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Record;

/** The table {@code host}: who is there, what they have to give, and each one's revision. */
public final class Hosts {
  private static final Relation HOST = new Relation("host");
  private static final Field<String> NAME = HOST.text("name");
  private static final Field<Long> REVISION = HOST.number("revision");
  private static final Field<Long> OWN_REVISION = HOST.number("own_revision");
  private static final Field<Integer> VCPUS = HOST.integer("vcpus");
  private static final Field<Integer> MEMORY = HOST.integer("memory_mebibytes");
  private static final Field<Integer> DISK = HOST.integer("disk_gibibytes");
  private static final Field<Integer> DISK_FREE = HOST.integer("disk_free_gibibytes");
  private static final Field<String> ADDRESS = HOST.text("address");
  private static final Field<String> TYPE = HOST.text("hypervisor_type");
  private static final Field<String> VERSION = HOST.text("hypervisor_version");
  private static final Field<String> CPU_MODEL = HOST.text("cpu_model");
  private static final Field<String> ROLES = HOST.text("roles");
  private static final Field<String> TUNNEL = HOST.text("tunnel_address");
  private static final Field<Integer> UNDERLAY_MTU = HOST.integer("underlay_mtu");

  /** {@code NAME DEVICE MTU}, a line each. */
  private static final Field<String> PHYSICAL = HOST.text("physical_networks");

  private static final Field<Long> APPLIED = HOST.number("applied_revision");
  private static final Field<String> SEEN_AT = HOST.text("seen_at");
  private static final Field<String> CREATED_AT = HOST.text("created_at");

  /** Well under what either database takes in one statement. */
  private static final int NAMES_AT_ONCE = 500;

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Told of a host whose wanted state changed, once that is durable. */
  interface Listener {
    /**
     * @param itself whether something about the host's own guests changed, and not only what it has
     *     to know of others
     */
    void changed(HostName host, boolean itself);
  }

  /** A host as the store has it. */
  public record Host(
      HostName name,
      long revision,
      long appliedRevision,
      HostReport.HostFacts facts,
      Instant seenAt,
      Instant createdAt) {}

  /**
   * @param whole of all that the host must know
   * @param own when {@link #changed} was last said of it: not of what it must know of others
   */
  record Revisions(long whole, long own) {}

  /** Says, in the transaction that changed it, that a host's wanted state changed. */
  public void changed(Tx tx, HostName host) {
    changed(tx, List.of(host));
  }

  /** The same; what the revision is now. */
  public long change(Tx tx, HostName host) {
    tx.afterCommit(() -> listeners.forEach(it -> it.changed(host, true)));
    return tx.sql()
        .update(HOST)
        .set(REVISION, REVISION.plus(1))
        .set(OWN_REVISION, REVISION.plus(1))
        .where(NAME.eq(host.value()))
        .returning(REVISION)
        .fetchOptional(REVISION)
        .orElse(0L);
  }

  /** {@link #changed} for several at once. */
  public void changed(Tx tx, Collection<HostName> all) {
    changed(tx, all, true);
  }

  /**
   * The same for hosts that have to know how others are now: they hear of it at once, too, as long
   * as there is not much else to tell.
   */
  public void othersChanged(Tx tx, Collection<HostName> all) {
    changed(tx, all, false);
  }

  private void changed(Tx tx, Collection<HostName> all, boolean itself) {
    inPieces(
        all,
        names -> {
          var update = tx.sql().update(HOST).set(REVISION, REVISION.plus(1));
          (itself ? update.set(OWN_REVISION, REVISION.plus(1)) : update)
              .where(NAME.in(names))
              .execute();
        });
    tx.afterCommit(() -> all.forEach(host -> listeners.forEach(it -> it.changed(host, itself))));
  }

  void onChange(Listener listener) {
    listeners.add(listener);
  }

  public List<Host> all(Tx tx) {
    return tx.sql().selectFrom(HOST).orderBy(NAME).fetch(Hosts::read);
  }

  public Optional<Host> find(Tx tx, HostName name) {
    return tx.sql().selectFrom(HOST).where(NAME.eq(name.value())).fetchOptional(Hosts::read);
  }

  /** Whether there is such a host. */
  static boolean has(Tx tx, String name) {
    return tx.sql().fetchExists(HOST, NAME.eq(name));
  }

  /** Those of the hosts that there are. */
  public List<Host> some(Tx tx, Collection<HostName> names) {
    List<Host> found = new ArrayList<>();
    inPieces(
        names,
        some -> found.addAll(tx.sql().selectFrom(HOST).where(NAME.in(some)).fetch(Hosts::read)));
    return found;
  }

  /** Both revisions of a host's wanted state; zeros when it is not known. */
  Revisions revisions(Tx tx, HostName name) {
    return tx.sql()
        .select(REVISION, OWN_REVISION)
        .from(HOST)
        .where(NAME.eq(name.value()))
        .fetchOptional(row -> new Revisions(row.value1(), row.value2()))
        .orElse(new Revisions(0, 0));
  }

  /** Where the tunnels of those of the hosts that have any end. */
  public Map<HostName, String> tunnelAddresses(Tx tx, Collection<HostName> some) {
    Map<HostName, String> addresses = new HashMap<>();
    inPieces(
        some,
        names ->
            tx.sql()
                .select(NAME, TUNNEL)
                .from(HOST)
                .where(NAME.in(names))
                .and(TUNNEL.isNotNull())
                .fetch()
                .forEach(row -> addresses.put(new HostName(row.value1()), row.value2())));
    return addresses;
  }

  private static void inPieces(Collection<HostName> hosts, Consumer<List<String>> work) {
    List<String> names = hosts.stream().map(HostName::value).distinct().sorted().toList();
    for (int from = 0; from < names.size(); from += NAMES_AT_ONCE) {
      work.accept(names.subList(from, Math.min(names.size(), from + NAMES_AT_ONCE)));
    }
  }

  /** The smallest MTU of the hosts' underlays, in bytes; empty as long as no host has any. */
  public OptionalInt narrowestUnderlay(Tx tx) {
    Integer least =
        tx.sql()
            .select(min(UNDERLAY_MTU))
            .from(HOST)
            .where(TUNNEL.isNotNull())
            .fetchOne(0, Integer.class);
    return least == null ? OptionalInt.empty() : OptionalInt.of(least);
  }

  /** The physical networks that each host reaches; hosts that reach none are not there. */
  public Map<HostName, List<PhysicalNetwork>> physicalNetworks(Tx tx) {
    Map<HostName, List<PhysicalNetwork>> reached = new HashMap<>();
    tx.sql()
        .select(NAME, PHYSICAL)
        .from(HOST)
        .where(PHYSICAL.ne(""))
        .fetch()
        .forEach(row -> reached.put(new HostName(row.value1()), physicalNetworks(row.value2())));
    return reached;
  }

  private static List<PhysicalNetwork> physicalNetworks(String column) {
    return column
        .lines()
        .map(line -> line.split(" ", 3))
        .map(parts -> new PhysicalNetwork(parts[0], parts[1], Integer.parseInt(parts[2])))
        .toList();
  }

  /** Forgets a host. */
  void remove(Tx tx, HostName name) {
    tx.sql().deleteFrom(HOST).where(NAME.eq(name.value())).execute();
  }

  private static Host read(Record row) {
    return new Host(
        new HostName(row.get(NAME)),
        row.get(REVISION),
        row.get(APPLIED),
        new HostReport.HostFacts(
            row.get(VCPUS),
            row.get(MEMORY),
            row.get(DISK),
            row.get(DISK_FREE),
            row.get(ADDRESS),
            row.get(TYPE),
            row.get(VERSION),
            row.get(CPU_MODEL),
            Optional.ofNullable(row.get(TUNNEL))
                .map(address -> new HostReport.Underlay(address, row.get(UNDERLAY_MTU))),
            roles(row.get(ROLES)),
            physicalNetworks(row.get(PHYSICAL))),
        Times.parse(row.get(SEEN_AT)),
        Times.parse(row.get(CREATED_AT)));
  }

  /**
   * Records that hosts lived then, unless it is known that they lived later. What is said of the
   * future was written before the clock was set back.
   */
  void alive(Tx tx, Collection<HostName> names, Instant then, Instant now) {
    inPieces(
        names,
        some ->
            tx.sql()
                .update(HOST)
                .set(SEEN_AT, Times.text(then))
                .where(NAME.in(some))
                .and(SEEN_AT.lt(Times.text(then)).or(SEEN_AT.gt(Times.text(now))))
                .execute());
  }

  private static Set<HostRole> roles(String column) {
    return Arrays.stream(column.split(",", -1))
        .flatMap(name -> HostRole.parse(name).stream())
        .collect(Collectors.toSet());
  }

  /**
   * Records a host's report; makes the host known when it is new.
   *
   * @param last what is known to have been recorded before
   * @return whether it is new, or its tunnels' end, roles or physical networks are others than
   *     before
   */
  boolean seen(Tx tx, Optional<HostReport> last, HostReport report, Instant now) {
    HostReport.HostFacts facts = report.facts();
    if (last.filter(before -> before.facts().equals(facts)).isPresent()
        && tx.sql()
                .update(HOST)
                .set(APPLIED, report.revision())
                .set(SEEN_AT, Times.text(now))
                .where(NAME.eq(report.host().value()))
                .execute()
            == 1) {
      return false;
    }
    Optional<Host> known = find(tx, report.host());
    Map<Field<?>, Object> values = new LinkedHashMap<>();
    values.put(VCPUS, facts.vcpus());
    values.put(MEMORY, facts.memoryMebibytes());
    values.put(DISK, facts.diskGibibytes());
    values.put(DISK_FREE, facts.diskFreeGibibytes());
    values.put(ADDRESS, facts.address());
    values.put(TYPE, facts.hypervisorType());
    values.put(VERSION, facts.hypervisorVersion());
    values.put(CPU_MODEL, facts.cpuModel());
    values.put(ROLES, facts.roles().stream().map(HostRole::text).collect(Collectors.joining(",")));
    values.put(TUNNEL, facts.underlay().map(HostReport.Underlay::address).orElse(null));
    values.put(UNDERLAY_MTU, facts.underlay().map(HostReport.Underlay::mtuBytes).orElse(0));
    values.put(
        PHYSICAL,
        facts.physicalNetworks().stream()
            .map(it -> it.name() + " " + it.device() + " " + it.mtuBytes())
            .collect(Collectors.joining("\n")));
    values.put(APPLIED, report.revision());
    values.put(SEEN_AT, Times.text(now));
    if (known.isEmpty()) {
      tx.sql()
          .insertInto(HOST)
          .set(values)
          .set(NAME, report.host().value())
          // Above all that one of this name had, if there was one: what was told to it is old.
          .set(REVISION, now.toEpochMilli())
          .set(OWN_REVISION, now.toEpochMilli())
          .set(CREATED_AT, Times.text(now))
          .execute();
      return true;
    }
    tx.sql().update(HOST).set(values).where(NAME.eq(report.host().value())).execute();
    HostReport.HostFacts before = known.get().facts();
    return !before.underlay().equals(facts.underlay())
        || !before.roles().equals(facts.roles())
        || !before.physicalNetworks().equals(facts.physicalNetworks());
  }
}
