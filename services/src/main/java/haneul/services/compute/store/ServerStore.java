package haneul.services.compute.store;

import static haneul.services.compute.store.ServerTable.*;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.val;

import haneul.base.host.PowerWish;
import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Claimed;
import haneul.services.compute.domain.PowerState;
import haneul.services.compute.domain.Quota;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.VmState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The table {@code compute_server}. */
public final class ServerStore {
  public void insert(Tx tx, Server server) {
    tx.sql().insertInto(SERVER).set(ServerRows.values(server)).execute();
  }

  /** A server that is not deleted, without its user data; {@code id} may be any text. */
  public Optional<Server> find(Tx tx, String id) {
    return tx.sql()
        .select(BRIEF)
        .from(SERVER)
        .where(ID.eq(id))
        .and(DELETED_AT.isNull())
        .fetchOptional(ServerRows::read);
  }

  /** The user data of a server. */
  public Optional<String> userData(Tx tx, ServerId id) {
    return tx.sql()
        .select(USER_DATA)
        .from(SERVER)
        .where(ID.eq(id.value()))
        .fetchOptional(USER_DATA);
  }

  /** A server, deleted or not, without its user data. */
  public Optional<Server> findAny(Tx tx, String id) {
    return tx.sql().select(BRIEF).from(SERVER).where(ID.eq(id)).fetchOptional(ServerRows::read);
  }

  /** Every server that has the host, whatever the host was told, without its user data. */
  public List<Server> onHost(Tx tx, HostName host) {
    return tx.sql()
        .select(BRIEF)
        .from(SERVER)
        .where(HOST.eq(host.value()))
        .and(DELETED_AT.isNull())
        .orderBy(CREATED_AT, ID)
        .fetch(ServerRows::read);
  }

  /** Every server that the host shall have, with its user data. */
  public List<Server> wantedOn(Tx tx, HostName host) {
    return tx.sql()
        .selectFrom(SERVER)
        .where(HOST.eq(host.value()))
        .and(WANTED)
        .and(DELETED_AT.isNull())
        .orderBy(CREATED_AT, ID)
        .fetch(ServerRows::read);
  }

  /** Those of them that are listed, or of which something was asked after that revision. */
  public List<Server> onHost(
      Tx tx, HostName host, Collection<ServerId> listed, long afterRevision) {
    List<String> ids = listed.stream().map(ServerId::value).toList();
    return tx.sql()
        .select(BRIEF)
        .from(SERVER)
        .where(HOST.eq(host.value()))
        .and(DELETED_AT.isNull())
        .and(WISH_REVISION.gt(afterRevision).or(ID.in(ids)))
        .orderBy(CREATED_AT, ID)
        .fetch(ServerRows::read);
  }

  /** What a project has; its server groups are counted elsewhere. */
  public Quota.Used used(Tx tx, ProjectId project) {
    Record row =
        tx.sql()
            .select(count(), coalesce(sum(VCPUS), val(0)), coalesce(sum(MEMORY), val(0)))
            .from(SERVER)
            .where(PROJECT.eq(project.value()))
            .and(DELETED_AT.isNull())
            .fetchSingle();
    return new Quota.Used(number(row, 0), number(row, 1), number(row, 2), 0);
  }

  /** What is claimed of each host. */
  public Map<HostName, Claimed> claimed(Tx tx) {
    Map<HostName, Claimed> claims = new HashMap<>();
    tx.sql()
        .select(HOST, count(), sum(VCPUS), sum(MEMORY), sum(DISK))
        .from(SERVER)
        .where(HOST.isNotNull())
        .and(DELETED_AT.isNull())
        .groupBy(HOST)
        .fetch()
        .forEach(row ->
            claims.put(
                new HostName(row.get(HOST)),
                new Claimed(number(row, 1), number(row, 2), number(row, 3), number(row, 4))));
    return claims;
  }

  /** What is claimed of one host. */
  public Claimed claimed(Tx tx, HostName host) {
    Record row =
        tx.sql()
            .select(count(), sum(VCPUS), sum(MEMORY), sum(DISK))
            .from(SERVER)
            .where(HOST.eq(host.value()))
            .and(DELETED_AT.isNull())
            .fetchSingle();
    return new Claimed(number(row, 0), number(row, 1), number(row, 2), number(row, 3));
  }

  /** Where those of the servers are that have a host. */
  public Set<HostName> hostsOf(Tx tx, Collection<String> servers) {
    return servers.isEmpty()
        ? Set.of()
        : tx.sql()
            .selectDistinct(HOST)
            .from(SERVER)
            .where(ID.in(servers))
            .and(HOST.isNotNull())
            .and(DELETED_AT.isNull())
            .fetchSet(row -> new HostName(row.get(HOST)));
  }

  private static long number(Record row, int column) {
    BigDecimal value = row.get(column, BigDecimal.class);
    return value == null ? 0 : value.longValue();
  }

  public void task(Tx tx, ServerId id, TaskState task, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(TASK_STATE, task.text());
    update(tx, id, row, now);
  }

  /** The create saga is over and the host shall have the guest. */
  public void handOver(Tx tx, ServerId id, HostName host, long revision, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(HOST, host.value());
    row.put(CREATING, false);
    row.put(WANTED, true);
    row.put(POWER_EPOCH, 1L);
    row.put(POWER_ACTION, PowerWish.Action.RUN.name());
    row.put(WISH_REVISION, revision);
    row.put(TASK_STATE, TaskState.SPAWNING.text());
    update(tx, id, row, now);
  }

  /** The create saga is over and came to nothing. */
  public void creationFailed(Tx tx, ServerId id, Optional<Server.Fault> fault, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(CREATING, false);
    if (fault.isPresent()) {
      row.put(VM_STATE, VmState.ERROR.text());
      row.put(TASK_STATE, null);
      putFault(row, fault.get());
    }
    update(tx, id, row, now);
  }

  private static void putFault(Map<Field<?>, @Nullable Object> row, Server.Fault fault) {
    row.put(FAULT_CODE, fault.code());
    row.put(FAULT_MESSAGE, fault.message());
    row.put(FAULT_AT, Times.text(fault.at()));
  }

  /** Asks something of the guest's power. */
  public void wish(Tx tx, ServerId id, PowerWish wish, long revision, TaskState task, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(POWER_EPOCH, wish.epoch());
    row.put(POWER_ACTION, wish.action().name());
    row.put(WISH_REVISION, revision);
    row.put(TASK_STATE, task.text());
    update(tx, id, row, now);
  }

  /** The host shall no longer have the guest. */
  public void unwant(Tx tx, ServerId id, long revision, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(WANTED, false);
    row.put(WISH_REVISION, revision);
    update(tx, id, row, now);
  }

  public void gone(Tx tx, ServerId id) {
    tx.sql().update(SERVER).set(GONE, true).where(ID.eq(id.value())).execute();
  }

  /** Sets what a server is. */
  public void state(
      Tx tx,
      ServerId id,
      VmState vm,
      Optional<TaskState> task,
      PowerState power,
      boolean launched,
      Optional<Server.Fault> fault,
      Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(VM_STATE, vm.text());
    row.put(TASK_STATE, task.map(TaskState::text).orElse(null));
    row.put(POWER_STATE, power.number());
    if (launched) {
      row.put(LAUNCHED_AT, Times.text(now));
    }
    fault.ifPresent(why -> putFault(row, why));
    update(tx, id, row, now);
  }

  public void rename(Tx tx, ServerId id, String name, Optional<String> description, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(NAME, name);
    row.put(DESCRIPTION, description.orElse(null));
    update(tx, id, row, now);
  }

  public void hostname(Tx tx, ServerId id, String hostname, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(HOSTNAME, hostname);
    update(tx, id, row, now);
  }

  public void access(Tx tx, ServerId id, Server.Address access, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(ACCESS_IPV4, access.ipv4());
    row.put(ACCESS_IPV6, access.ipv6());
    update(tx, id, row, now);
  }

  public void diskConfig(Tx tx, ServerId id, String diskConfig, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(DISK_CONFIG, diskConfig);
    update(tx, id, row, now);
  }

  public void metadata(Tx tx, ServerId id, Map<String, String> metadata, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(METADATA, ServerRows.text(metadata));
    update(tx, id, row, now);
  }

  public void lock(Tx tx, ServerId id, Server.Lock lock, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(LOCKED, lock.locked());
    row.put(LOCKED_BY_ADMIN, lock.byAdmin());
    row.put(LOCKED_REASON, lock.reason().orElse(null));
    update(tx, id, row, now);
  }

  /** Makes the row history, which is kept for who was there and for how long. */
  public void deleted(Tx tx, ServerId id, Instant now) {
    Map<Field<?>, @Nullable Object> row = new HashMap<>();
    row.put(USER_DATA, null);
    row.put(VM_STATE, VmState.DELETED.text());
    row.put(TASK_STATE, null);
    row.put(POWER_STATE, PowerState.NO_STATE.number());
    row.put(DELETED_AT, Times.text(now));
    update(tx, id, row, now);
  }

  /** Forgets at most {@code limit} servers that were deleted before {@code before}. */
  public List<String> forget(Tx tx, Instant before, int limit) {
    List<String> old =
        tx.sql()
            .select(ID)
            .from(SERVER)
            .where(DELETED_AT.lt(Times.text(before)))
            .orderBy(DELETED_AT)
            .limit(limit)
            .fetch(ID);
    if (!old.isEmpty()) {
      tx.sql().deleteFrom(SERVER).where(ID.in(old)).execute();
    }
    return old;
  }

  private static void update(Tx tx, ServerId id, Map<Field<?>, @Nullable Object> row, Instant now) {
    row.put(UPDATED_AT, Times.text(now));
    tx.sql().update(SERVER).set(row).where(ID.eq(id.value())).execute();
  }
}
