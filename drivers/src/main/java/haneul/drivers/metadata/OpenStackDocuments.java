package haneul.drivers.metadata;

import haneul.base.host.GuestMetadata;
import haneul.base.host.WantedNic;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tree below {@code openstack/}, as nova's metadata API and config drive have it (nova's
 * user/metadata guide); read by cloud-init's DataSourceOpenStack and DataSourceConfigDrive.
 */
final class OpenStackDocuments {
  /** Nova's dated versions that cloud-init or CirrOS ask for; all carry the same documents. */
  static final List<String> VERSIONS =
      List.of("2012-08-10", "2013-10-17", "2015-10-15", "2017-02-22", "2018-08-27", "latest");

  private static final JsonMapper JSON = new JsonMapper();

  private OpenStackDocuments() {}

  static Node.Directory of(GuestMetadata metadata, List<WantedNic> nics) {
    Node.Directory documents =
        Node.Directory.openStack()
            .with("meta_data.json", Document.json(JSON.writeValueAsBytes(metaData(metadata))));
    if (!metadata.userData().isEmpty()) {
      documents.with("user_data", Document.bytes(userData(metadata)));
    }
    documents
        .with("vendor_data.json", Document.json(JSON.writeValueAsBytes(Map.of())))
        .with("vendor_data2.json", Document.json(JSON.writeValueAsBytes(Map.of())));
    if (!nics.isEmpty()) {
      documents.with("network_data.json", Document.json(JSON.writeValueAsBytes(networkData(nics))));
    }
    Node.Directory root = Node.Directory.openStack();
    VERSIONS.forEach(version -> root.with(version, documents));
    return root;
  }

  /** The user data as the guest shall read it. */
  static byte[] userData(GuestMetadata metadata) {
    // The MIME decoder skips the line ends that clients put into base64.
    return Base64.getMimeDecoder().decode(metadata.userData());
  }

  private static Map<String, Object> metaData(GuestMetadata metadata) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("uuid", metadata.serverId().value());
    document.put("meta", new TreeMap<>(metadata.meta()));
    Map<String, String> keys = new TreeMap<>(metadata.publicKeys());
    if (!keys.isEmpty()) {
      document.put("public_keys", keys);
      document.put(
          "keys",
          keys.entrySet().stream()
              .map(key -> Map.of("name", key.getKey(), "type", "ssh", "data", key.getValue()))
              .toList());
    }
    document.put("hostname", metadata.hostname());
    document.put("name", metadata.name());
    document.put("launch_index", metadata.launchIndex());
    document.put("availability_zone", metadata.availabilityZone());
    document.put("project_id", metadata.projectId().value());
    document.put("devices", List.of());
    document.put("dedicated_cpus", List.of());
    return document;
  }

  /** Every card takes its address by DHCP: the cloud's networks serve it. */
  private static Map<String, Object> networkData(List<WantedNic> nics) {
    return Map.of(
        "links",
        nics.stream()
            .map(nic ->
                Map.of(
                    "id",
                    linkName(nic),
                    "vif_id",
                    nic.port().value(),
                    "type",
                    "ovs",
                    "mtu",
                    nic.mtu(),
                    "ethernet_mac_address",
                    nic.mac()))
            .toList(),
        "networks",
        java.util.stream.IntStream.range(0, nics.size())
            .mapToObj(index ->
                Map.of(
                    "id",
                    "network" + index,
                    "type",
                    "ipv4_dhcp",
                    "link",
                    linkName(nics.get(index))))
            .toList(),
        "services",
        List.of());
  }

  private static String linkName(WantedNic nic) {
    String port = nic.port().value();
    return "tap" + port.substring(0, Math.min(11, port.length()));
  }
}
