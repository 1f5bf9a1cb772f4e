package haneul.services.network.store;

import haneul.base.id.HostName;
import haneul.platform.store.Relation;
import haneul.platform.store.Tx;
import java.util.Set;
import org.jooq.Field;

/** The hosts whose DHCP agent an administrator took out of use. */
public final class DisabledDhcpRows {
  private static final Relation TABLE = new Relation("network_disabled_dhcp");
  private static final Field<String> HOST = TABLE.text("host");

  private DisabledDhcpRows() {}

  public static Set<HostName> all(Tx tx) {
    return tx.sql().select(HOST).from(TABLE).fetchSet(row -> new HostName(row.value1()));
  }

  public static void set(Tx tx, HostName host, boolean disabled) {
    tx.sql().deleteFrom(TABLE).where(HOST.eq(host.value())).execute();
    if (disabled) {
      tx.sql().insertInto(TABLE).set(HOST, host.value()).execute();
    }
  }
}
