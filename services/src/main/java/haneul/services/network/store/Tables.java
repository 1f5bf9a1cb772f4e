package haneul.services.network.store;

import haneul.platform.store.Relation;
import org.jooq.Field;

/** The tables of the migrations {@code V030} to {@code V032}. */
final class Tables {
  private Tables() {}

  /** {@code network_network}. */
  static final class Networks {
    static final Relation TABLE = new Relation("network_network");
    static final Field<String> ID = TABLE.text("id");
    static final Field<String> PROJECT = TABLE.text("project_id");
    static final Field<String> NAME = TABLE.text("name");
    static final Field<String> DESCRIPTION = TABLE.text("description");
    static final Field<Boolean> ADMIN_STATE_UP = TABLE.bool("admin_state_up");
    static final Field<Boolean> SHARED = TABLE.bool("shared");
    static final Field<Boolean> EXTERNAL = TABLE.bool("external");
    static final Field<Boolean> PORT_SECURITY = TABLE.bool("port_security");
    static final Field<Integer> MTU = TABLE.integer("mtu");
    static final Field<String> TYPE = TABLE.text("network_type");
    static final Field<String> PHYSICAL = TABLE.text("physical_network");
    static final Field<Long> SEGMENT = TABLE.number("segmentation_id");
    static final Field<Integer> REVISION = TABLE.integer("revision");
    static final Field<String> CREATED_AT = TABLE.text("created_at");
    static final Field<String> UPDATED_AT = TABLE.text("updated_at");
    static final Field<Long> VERSION = TABLE.number("version");

    private Networks() {}
  }

  /** {@code network_subnet}. */
  static final class Subnets {
    static final Relation TABLE = new Relation("network_subnet");
    static final Field<String> ID = TABLE.text("id");
    static final Field<String> PROJECT = TABLE.text("project_id");
    static final Field<String> NETWORK = TABLE.text("network_id");
    static final Field<String> NAME = TABLE.text("name");
    static final Field<String> DESCRIPTION = TABLE.text("description");
    static final Field<String> CIDR = TABLE.text("cidr");
    static final Field<String> GATEWAY = TABLE.text("gateway");
    static final Field<Integer> VERSION = TABLE.integer("ip_version");
    static final Field<Boolean> DHCP = TABLE.bool("dhcp");
    static final Field<String> RA_MODE = TABLE.text("ra_mode");
    static final Field<String> ADDRESS_MODE = TABLE.text("address_mode");
    static final Field<String> POOLS = TABLE.text("pools");
    static final Field<String> DNS_SERVERS = TABLE.text("dns_servers");
    static final Field<String> HOST_ROUTES = TABLE.text("host_routes");
    static final Field<Integer> REVISION = TABLE.integer("revision");
    static final Field<String> CREATED_AT = TABLE.text("created_at");
    static final Field<String> UPDATED_AT = TABLE.text("updated_at");

    private Subnets() {}
  }

  /** {@code network_port}. */
  static final class Ports {
    static final Relation TABLE = new Relation("network_port");
    static final Field<String> ID = TABLE.text("id");
    static final Field<String> PROJECT = TABLE.text("project_id");
    static final Field<String> NETWORK = TABLE.text("network_id");
    static final Field<String> NAME = TABLE.text("name");
    static final Field<String> DESCRIPTION = TABLE.text("description");
    static final Field<String> MAC = TABLE.text("mac");
    static final Field<Boolean> ADMIN_STATE_UP = TABLE.bool("admin_state_up");
    static final Field<String> STATUS = TABLE.text("status");
    static final Field<String> DEVICE_ID = TABLE.text("device_id");
    static final Field<String> DEVICE_OWNER = TABLE.text("device_owner");
    static final Field<Boolean> PORT_SECURITY = TABLE.bool("port_security");
    static final Field<String> DNS_NAME = TABLE.text("dns_name");
    static final Field<String> ADDRESS_PAIRS = TABLE.text("address_pairs");
    static final Field<String> KIND = TABLE.text("kind");
    static final Field<String> HOST = TABLE.text("host");
    static final Field<String> SERVER = TABLE.text("server_id");
    static final Field<Integer> SERVER_NIC = TABLE.integer("server_nic");
    static final Field<Boolean> SERVER_MADE = TABLE.bool("server_made");
    static final Field<String> SERVER_HOSTNAME = TABLE.text("server_hostname");
    static final Field<Integer> REVISION = TABLE.integer("revision");
    static final Field<String> CREATED_AT = TABLE.text("created_at");
    static final Field<String> UPDATED_AT = TABLE.text("updated_at");

    private Ports() {}
  }

  /** {@code network_address}. */
  static final class Addresses {
    static final Relation TABLE = new Relation("network_address");
    static final Field<String> SUBNET = TABLE.text("subnet_id");
    static final Field<String> ADDRESS = TABLE.text("address");
    static final Field<String> PORT = TABLE.text("port_id");

    private Addresses() {}
  }

  /** {@code network_security_group}. */
  static final class Groups {
    static final Relation TABLE = new Relation("network_security_group");
    static final Field<String> ID = TABLE.text("id");
    static final Field<String> PROJECT = TABLE.text("project_id");
    static final Field<String> NAME = TABLE.text("name");
    static final Field<String> DESCRIPTION = TABLE.text("description");
    static final Field<Integer> REVISION = TABLE.integer("revision");
    static final Field<String> CREATED_AT = TABLE.text("created_at");
    static final Field<String> UPDATED_AT = TABLE.text("updated_at");
    static final Field<Long> VERSION = TABLE.number("version");

    private Groups() {}
  }

  /** {@code network_default_group}. */
  static final class DefaultGroups {
    static final Relation TABLE = new Relation("network_default_group");
    static final Field<String> PROJECT = TABLE.text("project_id");
    static final Field<String> GROUP = TABLE.text("group_id");

    private DefaultGroups() {}
  }

  /** {@code network_security_rule}. */
  static final class Rules {
    static final Relation TABLE = new Relation("network_security_rule");
    static final Field<String> ID = TABLE.text("id");
    static final Field<String> PROJECT = TABLE.text("project_id");
    static final Field<String> GROUP = TABLE.text("group_id");
    static final Field<String> DIRECTION = TABLE.text("direction");
    static final Field<String> ETHERTYPE = TABLE.text("ethertype");
    static final Field<String> PROTOCOL = TABLE.text("protocol");
    static final Field<Integer> PORT_MIN = TABLE.integer("port_min");
    static final Field<Integer> PORT_MAX = TABLE.integer("port_max");
    static final Field<String> REMOTE_CIDR = TABLE.text("remote_cidr");
    static final Field<String> REMOTE_GROUP = TABLE.text("remote_group_id");
    static final Field<String> DESCRIPTION = TABLE.text("description");
    static final Field<Integer> REVISION = TABLE.integer("revision");
    static final Field<String> CREATED_AT = TABLE.text("created_at");
    static final Field<String> UPDATED_AT = TABLE.text("updated_at");

    private Rules() {}
  }

  /** {@code network_port_group}. */
  static final class PortGroups {
    static final Relation TABLE = new Relation("network_port_group");
    static final Field<String> PORT = TABLE.text("port_id");
    static final Field<String> GROUP = TABLE.text("group_id");

    private PortGroups() {}
  }

  /** {@code network_quota}. */
  static final class Quotas {
    static final Relation TABLE = new Relation("network_quota");
    static final Field<String> PROJECT = TABLE.text("project_id");
    static final Field<String> RESOURCE = TABLE.text("resource");
    static final Field<Integer> MAXIMUM = TABLE.integer("maximum");

    private Quotas() {}
  }

  /** {@code network_bootstrap}. */
  static final class Bootstraps {
    static final Relation TABLE = new Relation("network_bootstrap");
    static final Field<String> PROJECT = TABLE.text("project_id");
    static final Field<String> CREATED_AT = TABLE.text("created_at");

    private Bootstraps() {}
  }
}
