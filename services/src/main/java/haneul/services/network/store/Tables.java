package haneul.services.network.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The tables of {@code V030__network.sql}. */
final class Tables {
  private Tables() {}

  private static Field<String> text(String table, String column) {
    return field(name(table, column), String.class);
  }

  private static Field<Integer> integer(String table, String column) {
    return field(name(table, column), Integer.class);
  }

  private static Field<Boolean> bool(String table, String column) {
    return field(name(table, column), Boolean.class);
  }

  /** {@code network_network}. */
  static final class Networks {
    private static final String NAMED = "network_network";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> ID = text(NAMED, "id");
    static final Field<String> PROJECT = text(NAMED, "project_id");
    static final Field<String> NAME = text(NAMED, "name");
    static final Field<String> DESCRIPTION = text(NAMED, "description");
    static final Field<Boolean> ADMIN_STATE_UP = bool(NAMED, "admin_state_up");
    static final Field<Boolean> SHARED = bool(NAMED, "shared");
    static final Field<Boolean> EXTERNAL = bool(NAMED, "external");
    static final Field<Boolean> PORT_SECURITY = bool(NAMED, "port_security");
    static final Field<Integer> MTU = integer(NAMED, "mtu");
    static final Field<Integer> REVISION = integer(NAMED, "revision");
    static final Field<String> CREATED_AT = text(NAMED, "created_at");
    static final Field<String> UPDATED_AT = text(NAMED, "updated_at");

    private Networks() {}
  }

  /** {@code network_subnet}. */
  static final class Subnets {
    private static final String NAMED = "network_subnet";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> ID = text(NAMED, "id");
    static final Field<String> PROJECT = text(NAMED, "project_id");
    static final Field<String> NETWORK = text(NAMED, "network_id");
    static final Field<String> NAME = text(NAMED, "name");
    static final Field<String> DESCRIPTION = text(NAMED, "description");
    static final Field<String> CIDR = text(NAMED, "cidr");
    static final Field<String> GATEWAY = text(NAMED, "gateway");
    static final Field<Boolean> DHCP = bool(NAMED, "dhcp");
    static final Field<String> POOLS = text(NAMED, "pools");
    static final Field<String> DNS_SERVERS = text(NAMED, "dns_servers");
    static final Field<String> HOST_ROUTES = text(NAMED, "host_routes");
    static final Field<Integer> REVISION = integer(NAMED, "revision");
    static final Field<String> CREATED_AT = text(NAMED, "created_at");
    static final Field<String> UPDATED_AT = text(NAMED, "updated_at");

    private Subnets() {}
  }

  /** {@code network_port}. */
  static final class Ports {
    private static final String NAMED = "network_port";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> ID = text(NAMED, "id");
    static final Field<String> PROJECT = text(NAMED, "project_id");
    static final Field<String> NETWORK = text(NAMED, "network_id");
    static final Field<String> NAME = text(NAMED, "name");
    static final Field<String> DESCRIPTION = text(NAMED, "description");
    static final Field<String> MAC = text(NAMED, "mac");
    static final Field<Boolean> ADMIN_STATE_UP = bool(NAMED, "admin_state_up");
    static final Field<String> STATUS = text(NAMED, "status");
    static final Field<String> DEVICE_ID = text(NAMED, "device_id");
    static final Field<String> DEVICE_OWNER = text(NAMED, "device_owner");
    static final Field<Boolean> PORT_SECURITY = bool(NAMED, "port_security");
    static final Field<String> DNS_NAME = text(NAMED, "dns_name");
    static final Field<String> ADDRESS_PAIRS = text(NAMED, "address_pairs");
    static final Field<String> KIND = text(NAMED, "kind");
    static final Field<String> HOST = text(NAMED, "host");
    static final Field<String> SERVER = text(NAMED, "server_id");
    static final Field<Integer> SERVER_NIC = integer(NAMED, "server_nic");
    static final Field<Boolean> SERVER_MADE = bool(NAMED, "server_made");
    static final Field<String> SERVER_HOSTNAME = text(NAMED, "server_hostname");
    static final Field<Integer> REVISION = integer(NAMED, "revision");
    static final Field<String> CREATED_AT = text(NAMED, "created_at");
    static final Field<String> UPDATED_AT = text(NAMED, "updated_at");

    private Ports() {}
  }

  /** {@code network_address}. */
  static final class Addresses {
    private static final String NAMED = "network_address";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> SUBNET = text(NAMED, "subnet_id");
    static final Field<Long> ADDRESS = field(name(NAMED, "address"), Long.class);
    static final Field<String> PORT = text(NAMED, "port_id");

    private Addresses() {}
  }

  /** {@code network_security_group}. */
  static final class Groups {
    private static final String NAMED = "network_security_group";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> ID = text(NAMED, "id");
    static final Field<String> PROJECT = text(NAMED, "project_id");
    static final Field<String> NAME = text(NAMED, "name");
    static final Field<String> DESCRIPTION = text(NAMED, "description");
    static final Field<Integer> REVISION = integer(NAMED, "revision");
    static final Field<String> CREATED_AT = text(NAMED, "created_at");
    static final Field<String> UPDATED_AT = text(NAMED, "updated_at");

    private Groups() {}
  }

  /** {@code network_default_group}. */
  static final class DefaultGroups {
    private static final String NAMED = "network_default_group";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> PROJECT = text(NAMED, "project_id");
    static final Field<String> GROUP = text(NAMED, "group_id");

    private DefaultGroups() {}
  }

  /** {@code network_security_rule}. */
  static final class Rules {
    private static final String NAMED = "network_security_rule";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> ID = text(NAMED, "id");
    static final Field<String> PROJECT = text(NAMED, "project_id");
    static final Field<String> GROUP = text(NAMED, "group_id");
    static final Field<String> DIRECTION = text(NAMED, "direction");
    static final Field<String> ETHERTYPE = text(NAMED, "ethertype");
    static final Field<String> PROTOCOL = text(NAMED, "protocol");
    static final Field<Integer> PORT_MIN = integer(NAMED, "port_min");
    static final Field<Integer> PORT_MAX = integer(NAMED, "port_max");
    static final Field<String> REMOTE_CIDR = text(NAMED, "remote_cidr");
    static final Field<String> REMOTE_GROUP = text(NAMED, "remote_group_id");
    static final Field<String> DESCRIPTION = text(NAMED, "description");
    static final Field<Integer> REVISION = integer(NAMED, "revision");
    static final Field<String> CREATED_AT = text(NAMED, "created_at");
    static final Field<String> UPDATED_AT = text(NAMED, "updated_at");

    private Rules() {}
  }

  /** {@code network_port_group}. */
  static final class PortGroups {
    private static final String NAMED = "network_port_group";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> PORT = text(NAMED, "port_id");
    static final Field<String> GROUP = text(NAMED, "group_id");

    private PortGroups() {}
  }

  /** {@code network_quota}. */
  static final class Quotas {
    private static final String NAMED = "network_quota";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> PROJECT = text(NAMED, "project_id");
    static final Field<String> RESOURCE = text(NAMED, "resource");
    static final Field<Integer> MAXIMUM = integer(NAMED, "maximum");

    private Quotas() {}
  }

  /** {@code network_bootstrap}. */
  static final class Bootstraps {
    private static final String NAMED = "network_bootstrap";
    static final Table<Record> TABLE = table(name(NAMED));
    static final Field<String> PROJECT = text(NAMED, "project_id");
    static final Field<String> CREATED_AT = text(NAMED, "created_at");

    private Bootstraps() {}
  }
}
