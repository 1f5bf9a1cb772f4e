package haneul.platform.link;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.base.host.HostReport;
import haneul.base.id.HostName;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The table {@code host}: who is there, what they have to give, and each one's revision. */
public final class Hosts {
  private static final Table<Record> HOST = table(name("host"));
  private static final Field<String> NAME = field(name("name"), String.class);
  private static final Field<Long> REVISION = field(name("revision"), Long.class);
  private static final Field<Integer> VCPUS = field(name("vcpus"), Integer.class);
  private static final Field<Integer> MEMORY = field(name("memory_mebibytes"), Integer.class);
  private static final Field<Integer> DISK = field(name("disk_gibibytes"), Integer.class);
  private static final Field<String> ADDRESS = field(name("address"), String.class);
  private static final Field<String> TYPE = field(name("hypervisor_type"), String.class);
  private static final Field<String> VERSION = field(name("hypervisor_version"), String.class);
  private static final Field<String> CPU_MODEL = field(name("cpu_model"), String.class);
  private static final Field<Long> APPLIED = field(name("applied_revision"), Long.class);
  private static final Field<String> SEEN_AT = field(name("seen_at"), String.class);
  private static final Field<String> CREATED_AT = field(name("created_at"), String.class);

  private final List<Consumer<HostName>> listeners = new CopyOnWriteArrayList<>();

  /** A host as the store has it. */
  public record Host(
      HostName name,
      long revision,
      long appliedRevision,
      HostReport.HostFacts facts,
      Instant seenAt,
      Instant createdAt) {}

  /** Says, in the transaction that changed it, that a host's wanted state changed. */
  public void changed(Tx tx, HostName host) {
    tx.sql().update(HOST).set(REVISION, REVISION.plus(1)).where(NAME.eq(host.value())).execute();
    tx.afterCommit(() -> listeners.forEach(listener -> listener.accept(host)));
  }

  /** {@link #changed} for every host, for what all of them show, e.g. a network's DHCP leases. */
  public void allChanged(Tx tx) {
    all(tx).forEach(host -> changed(tx, host.name()));
  }

  void onChange(Consumer<HostName> listener) {
    listeners.add(listener);
  }

  public List<Host> all(Tx tx) {
    return tx.sql().selectFrom(HOST).orderBy(NAME).fetch(Hosts::read);
  }

  public Optional<Host> find(Tx tx, HostName name) {
    return tx.sql().selectFrom(HOST).where(NAME.eq(name.value())).fetchOptional(Hosts::read);
  }

  /** Those of the hosts that there are. */
  public List<Host> some(Tx tx, Collection<HostName> names) {
    return tx.sql()
        .selectFrom(HOST)
        .where(NAME.in(names.stream().map(HostName::value).toList()))
        .fetch(Hosts::read);
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
            row.get(ADDRESS),
            row.get(TYPE),
            row.get(VERSION),
            row.get(CPU_MODEL)),
        Times.parse(row.get(SEEN_AT)),
        Times.parse(row.get(CREATED_AT)));
  }

  /**
   * Records that hosts lived then, unless it is known that they lived later. What is said of the
   * future was written before the clock was set back.
   */
  void alive(Tx tx, Collection<HostName> names, Instant then, Instant now) {
    tx.sql()
        .update(HOST)
        .set(SEEN_AT, Times.text(then))
        .where(NAME.in(names.stream().map(HostName::value).toList()))
        .and(SEEN_AT.lt(Times.text(then)).or(SEEN_AT.gt(Times.text(now))))
        .execute();
  }

  /** Records a host's report; makes the host known when it is new. */
  void seen(Tx tx, HostReport report, Instant now) {
    HostReport.HostFacts facts = report.facts();
    boolean known = find(tx, report.host()).isPresent();
    if (!known) {
      tx.sql()
          .insertInto(HOST)
          .set(NAME, report.host().value())
          .set(REVISION, 1L)
          .set(VCPUS, facts.vcpus())
          .set(MEMORY, facts.memoryMebibytes())
          .set(DISK, facts.diskGibibytes())
          .set(ADDRESS, facts.address())
          .set(TYPE, facts.hypervisorType())
          .set(VERSION, facts.hypervisorVersion())
          .set(CPU_MODEL, facts.cpuModel())
          .set(APPLIED, report.revision())
          .set(SEEN_AT, Times.text(now))
          .set(CREATED_AT, Times.text(now))
          .execute();
      return;
    }
    tx.sql()
        .update(HOST)
        .set(VCPUS, facts.vcpus())
        .set(MEMORY, facts.memoryMebibytes())
        .set(DISK, facts.diskGibibytes())
        .set(ADDRESS, facts.address())
        .set(TYPE, facts.hypervisorType())
        .set(VERSION, facts.hypervisorVersion())
        .set(CPU_MODEL, facts.cpuModel())
        .set(APPLIED, report.revision())
        .set(SEEN_AT, Times.text(now))
        .where(NAME.eq(report.host().value()))
        .execute();
  }
}
