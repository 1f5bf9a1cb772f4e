package haneul.services.compute.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.base.id.HostName;
import haneul.platform.store.Tx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** What administrators said of hosts: that one takes no servers, that one is down. */
public final class DisabledHostStore {
  private static final Table<Record> DISABLED = table(name("compute_disabled_host"));
  private static final Table<Record> FORCED_DOWN = table(name("compute_forced_down"));
  private static final Field<String> HOST = field(name("host"), String.class);
  private static final Field<String> REASON = field(name("reason"), String.class);

  /** Every disabled host and why; the reason may be empty. */
  public Map<HostName, String> all(Tx tx) {
    Map<HostName, String> disabled = new HashMap<>();
    tx.sql()
        .select(HOST, REASON)
        .from(DISABLED)
        .forEach(row -> {
          String reason = row.get(REASON);
          disabled.put(new HostName(row.get(HOST)), reason == null ? "" : reason);
        });
    return disabled;
  }

  /** Whether the host is disabled. */
  public boolean has(Tx tx, HostName host) {
    return tx.sql().fetchExists(DISABLED, HOST.eq(host.value()));
  }

  public void disable(Tx tx, HostName host, Optional<String> reason) {
    enable(tx, host);
    tx.sql()
        .insertInto(DISABLED)
        .set(HOST, host.value())
        .set(REASON, reason.orElse(null))
        .execute();
  }

  /** The hosts that are down because an administrator said so. */
  public Set<HostName> forcedDown(Tx tx) {
    return tx.sql().select(HOST).from(FORCED_DOWN).fetchSet(row -> new HostName(row.get(HOST)));
  }

  public void forceDown(Tx tx, HostName host, boolean down) {
    tx.sql().deleteFrom(FORCED_DOWN).where(HOST.eq(host.value())).execute();
    if (down) {
      tx.sql().insertInto(FORCED_DOWN).set(HOST, host.value()).execute();
    }
  }

  public void enable(Tx tx, HostName host) {
    tx.sql().deleteFrom(DISABLED).where(HOST.eq(host.value())).execute();
  }
}
