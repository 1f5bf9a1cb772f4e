package haneul.services.network.http;

import haneul.platform.http.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What the API can do beyond the core. Only what works is here. */
record Extension(String alias, String name, String description, String updated) {
  static final List<Extension> ALL =
      List.of(
          new Extension(
              "agent", "agent", "The agent management extension.", "2013-02-03T10:00:00-00:00"),
          new Extension(
              "allowed-address-pairs",
              "Allowed Address Pairs",
              "Provides allowed address pairs",
              "2013-07-23T10:00:00-00:00"),
          new Extension(
              "availability_zone",
              "Availability Zone",
              "The availability zone extension.",
              "2015-01-01T10:00:00-00:00"),
          new Extension(
              "filter-validation",
              "Filter parameters validation",
              "Provides validation on filter parameters.",
              "2018-03-21T10:00:00-00:00"),
          new Extension(
              "net-mtu",
              "Network MTU",
              "Provides MTU attribute for a network resource.",
              "2015-03-25T10:00:00-00:00"),
          new Extension(
              "net-mtu-writable",
              "Network MTU (writable)",
              "Provides a writable MTU attribute for a network resource.",
              "2017-07-12T00:00:00-00:00"),
          new Extension(
              "network-ip-availability",
              "Network IP Availability",
              "Provides IP availability data for each network and subnet.",
              "2015-09-24T00:00:00-00:00"),
          new Extension(
              "network_availability_zone",
              "Network Availability Zone",
              "Availability zone support for network.",
              "2015-01-01T10:00:00-00:00"),
          new Extension(
              "pagination",
              "Pagination support",
              "Extension that indicates that pagination is" + " enabled.",
              "2016-06-12T00:00:00-00:00"),
          new Extension(
              "port-security",
              "Port Security",
              "Provides port security",
              "2012-07-23T10:00:00-00:00"),
          new Extension(
              "project-id",
              "project_id field enabled",
              "Extension that indicates that project_id field is enabled.",
              "2016-09-09T09:09:09-09:09"),
          new Extension(
              "provider",
              "Provider Network",
              "Expose mapping of virtual networks to physical networks",
              "2012-09-07T10:00:00-00:00"),
          new Extension(
              "quota_details",
              "Quota details management support",
              "Expose functions for quotas usage statistics per project",
              "2017-02-10T10:00:00-00:00"),
          new Extension(
              "quotas",
              "Quota management support",
              "Expose functions for quotas management per project",
              "2012-07-29T10:00:00-00:00"),
          new Extension(
              "security-group",
              "security-group",
              "The security groups extension.",
              "2012-10-05T10:00:00-00:00"),
          new Extension(
              "security-groups-normalized-cidr",
              "Normalized CIDR field for security group rules",
              "Add new field with normalized remote_ip_prefix cidr in SG rule",
              "2020-01-01T10:00:00-00:00"),
          new Extension(
              "sorting",
              "Sorting support",
              "Extension that indicates that sorting is enabled.",
              "2016-06-12T00:00:00-00:00"),
          new Extension(
              "standard-attr-description",
              "standard-attr-description",
              "Extension to add descriptions to standard attributes",
              "2016-02-10T10:00:00-00:00"),
          new Extension(
              "standard-attr-revisions",
              "Resource revision numbers",
              "This extension will display the revision number of neutron resources.",
              "2016-04-11T10:00:00-00:00"),
          new Extension(
              "standard-attr-timestamp",
              "Resource timestamps",
              "Adds created_at and updated_at fields to all Neutron resources that have Neutron"
                  + " standard attributes.",
              "2016-09-12T10:00:00-00:00"));

  ObjectNode shown() {
    ObjectNode json = Json.object();
    json.put("name", name);
    json.put("alias", alias);
    json.put("description", description);
    json.put("updated", updated);
    json.putArray("links");
    return json;
  }
}
