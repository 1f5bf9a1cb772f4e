package haneul.services.identity.store.tokens;

import haneul.platform.store.Store;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.TokenCodec;
import haneul.services.identity.store.TokenRows;
import java.security.SecureRandom;
import java.util.Optional;

/** A row a token, found by the hash of its text. {@link TokenRows#purge} takes the old ones. */
public final class SqlTokens implements TokenDriver {
  private final Store store;
  private final SecureRandom random = new SecureRandom();

  public SqlTokens(Store store) {
    this.store = store;
  }

  @Override
  public boolean owns(String token) {
    return RandomToken.SQL.owns(token);
  }

  @Override
  public String issue(TokenClaims claims) {
    String token = RandomToken.SQL.make(random);
    store.run(tx ->
        TokenRows.insert(
            tx,
            RandomToken.hashText(token),
            claims.userId(),
            TokenCodec.encode(claims),
            claims.expiresAt()));
    return token;
  }

  @Override
  public Optional<TokenClaims> open(String token) {
    String hash = RandomToken.hashText(token);
    return store.read(tx -> TokenRows.claims(tx, hash)).flatMap(TokenCodec::decode);
  }
}
