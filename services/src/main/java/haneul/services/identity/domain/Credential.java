package haneul.services.identity.domain;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A secret that is kept for a user.
 *
 * @param sealedBlob the secret, encrypted
 */
public record Credential(
    String id,
    String userId,
    Optional<String> projectId,
    String type,
    String sealedBlob,
    ObjectNode extra) {
  public static final String EC2 = "ec2";
  public static final String TOTP = "totp";
}
