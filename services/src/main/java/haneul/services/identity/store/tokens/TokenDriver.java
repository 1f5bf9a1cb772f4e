package haneul.services.identity.store.tokens;

import haneul.services.identity.domain.TokenClaims;
import java.util.Optional;

/**
 * A way to turn claims into a text and back. Whether a token is revoked, and what it is good for
 * now, is not a driver's business: that is in the store, whichever driver made the token.
 *
 * <p>A token's text tells whose it is, so that one driver can take over from another while tokens
 * of both are about.
 */
public interface TokenDriver {
  /** Whether a text has the form of this driver's tokens. */
  boolean owns(String token);

  /** The text of a new token. */
  String issue(TokenClaims claims);

  /**
   * What {@link #issue} was given; empty when the text is none of its making or it has lost it. It
   * may give back claims that have expired.
   */
  Optional<TokenClaims> open(String token);
}
