package haneul.services.identity.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a token says of itself. Everything else, names and roles, is looked up when it is used.
 *
 * @param userId who proved who they are; with a trust that may be another than the token acts for
 * @param delegation none: the user acts with all his roles
 * @param tokenEpoch the subject's when it was issued
 * @param expiresAt whole seconds
 * @param auditId names the token where its text must not be seen
 * @param parentAuditId of the first token that this one came from
 */
public record TokenClaims(
    String userId,
    Optional<Target> scope,
    Optional<Delegation> delegation,
    List<Method> methods,
    int tokenEpoch,
    Instant issuedAt,
    Instant expiresAt,
    String auditId,
    Optional<String> parentAuditId) {

  /** How the user proved who they are. */
  public enum Method {
    PASSWORD("password", 1),
    TOKEN("token", 2),
    APPLICATION_CREDENTIAL("application_credential", 4),
    TOTP("totp", 8),
    EC2("ec2credential", 16);

    private final String text;
    private final int bit;

    Method(String text, int bit) {
      this.text = text;
      this.bit = bit;
    }

    /** As the API writes it. */
    public String text() {
      return text;
    }

    /** As tokens write it; never another one. */
    int bit() {
      return bit;
    }
  }
}
