package haneul.services.compute.http;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** The extensions of old that are part of what this service answers. */
final class Extensions {
  static final Map<String, String> NAMES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("OS-DCF", "DiskConfig"),
              Map.entry("OS-EXT-AZ", "ExtendedAvailabilityZone"),
              Map.entry("OS-EXT-IPS", "ExtendedIps"),
              Map.entry("OS-EXT-IPS-MAC", "ExtendedIpsMac"),
              Map.entry("OS-EXT-SRV-ATTR", "ExtendedServerAttributes"),
              Map.entry("OS-EXT-STS", "ExtendedStatus"),
              Map.entry("OS-FLV-DISABLED", "FlavorDisabled"),
              Map.entry("OS-FLV-EXT-DATA", "FlavorExtraData"),
              Map.entry("OS-SRV-USG", "ServerUsage"),
              Map.entry("flavors", "Flavors"),
              Map.entry("os-admin-actions", "AdminActions"),
              Map.entry("os-aggregates", "Aggregates"),
              Map.entry("os-attach-interfaces", "AttachInterfaces"),
              Map.entry("os-availability-zone", "AvailabilityZone"),
              Map.entry("os-config-drive", "ConfigDrive"),
              Map.entry("os-console-output", "ConsoleOutput"),
              Map.entry("os-deferred-delete", "DeferredDelete"),
              Map.entry("os-flavor-access", "FlavorAccess"),
              Map.entry("os-flavor-extra-specs", "FlavorExtraSpecs"),
              Map.entry("os-flavor-manage", "FlavorManage"),
              Map.entry("os-hosts", "Hosts"),
              Map.entry("os-hypervisors", "Hypervisors"),
              Map.entry("os-instance-actions", "InstanceActions"),
              Map.entry("os-keypairs", "Keypairs"),
              Map.entry("os-lock-server", "LockServer"),
              Map.entry("os-migrations", "Migrations"),
              Map.entry("os-multiple-create", "MultipleCreate"),
              Map.entry("os-quota-sets", "Quotas"),
              Map.entry("os-scheduler-hints", "SchedulerHints"),
              Map.entry("os-security-groups", "SecurityGroups"),
              Map.entry("os-server-groups", "ServerGroups"),
              Map.entry("os-services", "Services"),
              Map.entry("os-simple-tenant-usage", "SimpleTenantUsage"),
              Map.entry("os-used-limits", "UsedLimits"),
              Map.entry("os-user-data", "UserData"),
              Map.entry("servers", "Servers")));

  private Extensions() {}

  static void describe(ObjectNode node, String alias, String name) {
    node.put("alias", alias);
    node.put("description", name);
    node.putArray("links");
    node.put("name", name);
    node.put("namespace", "http://docs.openstack.org/compute/ext/fake_xml");
    node.put("updated", "2014-12-03T00:00:00Z");
  }
}
