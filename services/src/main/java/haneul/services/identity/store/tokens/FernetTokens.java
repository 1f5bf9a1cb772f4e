package haneul.services.identity.store.tokens;

import haneul.services.identity.domain.Fernet;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.TokenCodec;
import java.security.SecureRandom;
import java.util.Optional;

/** Tokens that say everything themselves, sealed. Nothing is kept of them anywhere. */
public final class FernetTokens implements TokenDriver {
  private static final int VECTOR_BYTES = 16;

  private final KeyRing keys;
  private final SecureRandom random = new SecureRandom();

  public FernetTokens(KeyRing keys) {
    this.keys = keys;
  }

  /** Whatever no other driver's form is. */
  @Override
  public boolean owns(String token) {
    return !RandomToken.SQL.owns(token) && !RandomToken.MEMCACHED.owns(token);
  }

  @Override
  public String issue(TokenClaims claims) {
    byte[] vector = new byte[VECTOR_BYTES];
    random.nextBytes(vector);
    return keys.fernet()
        .seal(TokenCodec.encode(claims), claims.issuedAt().getEpochSecond(), vector);
  }

  @Override
  public Optional<TokenClaims> open(String token) {
    Fernet fernet = keys.fernet();
    return fernet.open(token).flatMap(TokenCodec::decode);
  }
}
