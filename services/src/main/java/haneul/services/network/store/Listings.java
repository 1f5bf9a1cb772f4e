package haneul.services.network.store;

import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.trueCondition;

import haneul.base.id.ProjectId;
import haneul.services.network.domain.Cidr;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.store.Tables.Addresses;
import haneul.services.network.store.Tables.Groups;
import haneul.services.network.store.Tables.Networks;
import haneul.services.network.store.Tables.PortGroups;
import haneul.services.network.store.Tables.Ports;
import haneul.services.network.store.Tables.Rules;
import haneul.services.network.store.Tables.Subnets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;

/** The service's collections, and who sees what of them. An empty project means everything. */
public final class Listings {
  public static final Listing NETWORKS =
      new Listing(Networks.TABLE, Networks.ID, Networks.CREATED_AT)
          .text("name", Networks.NAME)
          .text("description", Networks.DESCRIPTION)
          .text("project_id", Networks.PROJECT)
          .text("tenant_id", Networks.PROJECT)
          .bool("admin_state_up", Networks.ADMIN_STATE_UP)
          .bool("shared", Networks.SHARED)
          .bool("router:external", Networks.EXTERNAL)
          .bool("port_security_enabled", Networks.PORT_SECURITY)
          .integer("mtu", Networks.MTU)
          .integer("revision_number", Networks.REVISION)
          .time("created_at", Networks.CREATED_AT)
          .time("updated_at", Networks.UPDATED_AT)
          .always("status", "ACTIVE")
          .text("provider:network_type", Networks.TYPE)
          .text("provider:physical_network", Networks.PHYSICAL)
          .where("provider:segmentation_id", Listings::segment)
          .adminOnly(
              "provider:network_type", "provider:physical_network", "provider:segmentation_id")
          .where(
              "subnets",
              value ->
                  exists(
                      selectOne()
                          .from(Subnets.TABLE)
                          .where(Subnets.NETWORK.eq(Networks.ID))
                          .and(Subnets.ID.eq(value))));

  public static final Listing SUBNETS =
      new Listing(Subnets.TABLE, Subnets.ID, Subnets.CREATED_AT)
          .text("name", Subnets.NAME)
          .text("description", Subnets.DESCRIPTION)
          .text("project_id", Subnets.PROJECT)
          .text("tenant_id", Subnets.PROJECT)
          .text("network_id", Subnets.NETWORK)
          .text("cidr", Subnets.CIDR, value -> Cidr.parse(value).map(Cidr::toString).orElse(value))
          .text(
              "gateway_ip",
              Subnets.GATEWAY,
              value -> IpAddress.parse(value).map(IpAddress::toString).orElse(value))
          .text("ipv6_ra_mode", Subnets.RA_MODE)
          .text("ipv6_address_mode", Subnets.ADDRESS_MODE)
          .bool("enable_dhcp", Subnets.DHCP)
          .integer("revision_number", Subnets.REVISION)
          .time("created_at", Subnets.CREATED_AT)
          .time("updated_at", Subnets.UPDATED_AT)
          .integer("ip_version", Subnets.VERSION)
          .always("subnetpool_id", "")
          .always("segment_id", "")
          .where("shared", value -> sharedNetwork(value.equalsIgnoreCase("true")));

  public static final Listing PORTS =
      new Listing(Ports.TABLE, Ports.ID, Ports.CREATED_AT)
          .text("name", Ports.NAME)
          .text("description", Ports.DESCRIPTION)
          .text("project_id", Ports.PROJECT)
          .text("tenant_id", Ports.PROJECT)
          .text("network_id", Ports.NETWORK)
          .text("mac_address", Ports.MAC, value -> value.toLowerCase(Locale.ROOT))
          .bool("admin_state_up", Ports.ADMIN_STATE_UP)
          .text("status", Ports.STATUS)
          .text("device_id", Ports.DEVICE_ID)
          .text("device_owner", Ports.DEVICE_OWNER)
          .bool("port_security_enabled", Ports.PORT_SECURITY)
          .text("dns_name", Ports.DNS_NAME)
          .text("binding:host_id", Ports.HOST)
          .adminOnly("binding:host_id")
          .integer("revision_number", Ports.REVISION)
          .time("created_at", Ports.CREATED_AT)
          .time("updated_at", Ports.UPDATED_AT)
          .always("binding:vnic_type", "normal")
          .where("fixed_ips", Listings::fixedIp)
          .where("security_groups", Listings::memberOf)
          .where("security_group_ids", Listings::memberOf);

  public static final Listing GROUPS =
      new Listing(Groups.TABLE, Groups.ID, Groups.CREATED_AT)
          .text("name", Groups.NAME)
          .text("description", Groups.DESCRIPTION)
          .text("project_id", Groups.PROJECT)
          .text("tenant_id", Groups.PROJECT)
          .integer("revision_number", Groups.REVISION)
          .time("created_at", Groups.CREATED_AT)
          .time("updated_at", Groups.UPDATED_AT)
          .always("stateful", "true")
          .always("shared", "false");

  public static final Listing RULES =
      new Listing(Rules.TABLE, Rules.ID, Rules.CREATED_AT)
          .text("project_id", Rules.PROJECT)
          .text("tenant_id", Rules.PROJECT)
          .text("security_group_id", Rules.GROUP)
          .text("remote_group_id", Rules.REMOTE_GROUP)
          .text("remote_ip_prefix", Rules.REMOTE_CIDR)
          .text("direction", Rules.DIRECTION)
          .text("ethertype", Rules.ETHERTYPE)
          .text("protocol", Rules.PROTOCOL)
          .text("description", Rules.DESCRIPTION)
          .integer("port_range_min", Rules.PORT_MIN)
          .integer("port_range_max", Rules.PORT_MAX)
          .integer("revision_number", Rules.REVISION)
          .time("created_at", Rules.CREATED_AT)
          .time("updated_at", Rules.UPDATED_AT);

  private Listings() {}

  private static Condition segment(String id) {
    return id.matches("[0-9]{1,18}") ? Networks.SEGMENT.eq(Long.parseLong(id)) : falseCondition();
  }

  private static Condition sharedNetwork(boolean shared) {
    return exists(
        selectOne()
            .from(Networks.TABLE)
            .where(Networks.ID.eq(Subnets.NETWORK))
            .and(Networks.SHARED.eq(shared)));
  }

  /** {@code ip_address=…}, {@code subnet_id=…} or {@code ip_address_substr=…}. */
  private static Condition fixedIp(String value) {
    int equals = value.indexOf('=');
    String key = equals < 0 ? "" : value.substring(0, equals);
    String sought = value.substring(equals + 1);
    Condition match =
        switch (key) {
          case "subnet_id" -> Addresses.SUBNET.eq(sought);
          case "ip_address" -> {
            Optional<IpAddress> address = IpAddress.parse(sought);
            yield address.isPresent()
                ? Addresses.ADDRESS.eq(address.get().key())
                : falseCondition();
          }
          default -> falseCondition();
        };
    return exists(selectOne().from(Addresses.TABLE).where(Addresses.PORT.eq(Ports.ID)).and(match));
  }

  private static Condition memberOf(String group) {
    return exists(
        selectOne()
            .from(PortGroups.TABLE)
            .where(PortGroups.PORT.eq(Ports.ID))
            .and(PortGroups.GROUP.eq(group)));
  }

  private static Condition own(Optional<ProjectId> project, Function<String, Condition> condition) {
    return project.isEmpty() ? trueCondition() : condition.apply(project.get().value());
  }

  /** Its own, the shared ones and the ways out. */
  public static Condition networksOf(Optional<ProjectId> project) {
    return own(
        project,
        id -> Networks.PROJECT.eq(id).or(Networks.SHARED.isTrue()).or(Networks.EXTERNAL.isTrue()));
  }

  /** Its own, and those of shared networks. */
  public static Condition subnetsOf(Optional<ProjectId> project) {
    return own(project, id -> Subnets.PROJECT.eq(id).or(sharedNetwork(true)));
  }

  public static Condition portsOf(Optional<ProjectId> project) {
    return own(project, Ports.PROJECT::eq);
  }

  public static Condition groupsOf(Optional<ProjectId> project) {
    return own(project, Groups.PROJECT::eq);
  }

  /** A group's rules belong to who owns the group. */
  public static Condition rulesOf(Optional<ProjectId> project) {
    return own(
        project,
        id ->
            exists(
                selectOne()
                    .from(Groups.TABLE)
                    .where(Groups.ID.eq(Rules.GROUP))
                    .and(Groups.PROJECT.eq(id))));
  }
}
