package haneul.base.host;

import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import java.util.List;
import java.util.Map;

/**
 * What the metadata service and the config drive tell a guest.
 *
 * @param publicKeys key pair name to OpenSSH public key
 * @param meta the server's metadata
 * @param userData as the user gave it, base64; empty when none
 */
public record GuestMetadata(
    ServerId serverId,
    ProjectId projectId,
    String name,
    String hostname,
    String flavorName,
    String availabilityZone,
    int launchIndex,
    Map<String, String> publicKeys,
    Map<String, String> meta,
    String userData,
    List<String> securityGroups) {
  public GuestMetadata {
    publicKeys = Map.copyOf(publicKeys);
    meta = Map.copyOf(meta);
    securityGroups = List.copyOf(securityGroups);
  }

  /** Without the user data and keys, which may hold secrets. */
  @Override
  public String toString() {
    return "GuestMetadata[" + serverId + " " + hostname + "]";
  }
}
