package haneul.drivers.metadata;

import haneul.base.host.GuestMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tree of an EC2 version ({@code 2009-04-04/}), as nova's metadata API has it; read by
 * cloud-init's DataSourceEc2 and by CirrOS.
 */
final class Ec2Documents {
  private Ec2Documents() {}

  static Node.Directory of(GuestMetadata metadata, Optional<String> localIpv4) {
    Node.Directory version = Node.Directory.ec2().with("meta-data", metaData(metadata, localIpv4));
    if (!metadata.userData().isEmpty()) {
      version.with("user-data", Document.bytes(OpenStackDocuments.userData(metadata)));
    }
    return version;
  }

  private static Node.Directory metaData(GuestMetadata metadata, Optional<String> localIpv4) {
    Node.Directory items =
        Node.Directory.ec2()
            .with("ami-launch-index", Document.text(Integer.toString(metadata.launchIndex())))
            .with("hostname", Document.text(metadata.hostname()))
            .with("instance-action", Document.text("none"))
            .with("instance-id", Document.text(instanceId(metadata)))
            .with("instance-type", Document.text(metadata.flavorName()))
            .with("local-hostname", Document.text(metadata.hostname()))
            .with("local-ipv4", Document.text(localIpv4.orElse("")))
            .with(
                "placement",
                Node.Directory.ec2()
                    .with("availability-zone", Document.text(metadata.availabilityZone())))
            .with("public-hostname", Document.text(metadata.hostname()))
            .with("public-ipv4", Document.text(""))
            .with("reservation-id", Document.text("r-" + hex(metadata, 17)))
            .with("security-groups", Document.text(String.join("\n", metadata.securityGroups())));
    if (!metadata.publicKeys().isEmpty()) {
      items.with("public-keys", publicKeys(metadata.publicKeys()));
    }
    return items;
  }

  private static Node.Directory publicKeys(Map<String, String> keys) {
    Node.Directory directory = Node.Directory.ec2();
    int index = 0;
    for (Map.Entry<String, String> key : new TreeMap<>(keys).entrySet()) {
      directory.with(
          Integer.toString(index),
          Node.Directory.ec2ListedAs(index + "=" + key.getKey())
              .with("openssh-key", Document.text(key.getValue())));
      index++;
    }
    return directory;
  }

  /** EC2's form of an id, 17 hexadecimal digits; made of the server's, so it never changes. */
  private static String instanceId(GuestMetadata metadata) {
    return "i-" + hex(metadata, 17);
  }

  private static String hex(GuestMetadata metadata, int digits) {
    String all = metadata.serverId().value().replace("-", "");
    return all.substring(0, Math.min(digits, all.length()));
  }
}
