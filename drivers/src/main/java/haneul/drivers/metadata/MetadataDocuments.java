package haneul.drivers.metadata;

import haneul.base.host.GuestMetadata;
import haneul.base.host.WantedNic;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one guest is told about itself, in OpenStack's and EC2's forms: by the metadata service
 * at 169.254.169.254 and by the config drive. Pure: the same arguments make the same documents.
 */
public final class MetadataDocuments {
  private static final List<String> EC2_VERSIONS = List.of("2009-04-04", "latest");

  private final Node.Directory openStack;
  private final Node root;

  private MetadataDocuments(
      GuestMetadata metadata, List<WantedNic> nics, Optional<String> localIpv4) {
    this.openStack = OpenStackDocuments.of(metadata, nics);
    Node.Directory ec2 = Ec2Documents.of(metadata, localIpv4);
    Node.Directory versions = Node.Directory.openStack();
    EC2_VERSIONS.forEach(version -> versions.with(version, ec2));
    // EC2 clients list the root to find their versions; nova, too, keeps its own tree out of there.
    this.root = versions.withUnlisted("openstack", openStack);
  }

  /**
   * @param nics the guest's cards, for {@code network_data.json}; when empty that document is not
   *     there, and the guest asks DHCP on its own
   * @param localIpv4 the guest's first fixed address of IPv4, for EC2's {@code local-ipv4}
   */
  public static MetadataDocuments of(
      GuestMetadata metadata, List<WantedNic> nics, Optional<String> localIpv4) {
    return new MetadataDocuments(metadata, nics, localIpv4);
  }

  /**
   * The document or directory listing that answers {@code GET path}; empty means 404.
   *
   * @param path e.g. {@code /openstack/latest/meta_data.json} or {@code /latest/meta-data/},
   *     without query, already percent-decoded
   */
  public Optional<Document> get(String path) {
    return Node.find(root, path);
  }

  /** The config drive's files by path, e.g. {@code openstack/latest/user_data}. */
  public Map<String, byte[]> configDriveFiles() {
    return Node.files(Node.Directory.openStack().with("openstack", openStack));
  }
}
