package haneul.services.identity.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import haneul.platform.auth.Caller;
import haneul.platform.auth.TokenValidator;
import haneul.platform.store.Store;
import haneul.services.identity.domain.Subject;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.TokenCodec;
import haneul.services.identity.store.GenerationRows;
import haneul.services.identity.store.RevocationRows;
import haneul.services.identity.store.tokens.TokenDrivers;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Makes tokens and says what they are good for now. A driver turns a token's text into its claims,
 * which never change; what the claims are worth is in the store and is remembered until it changes.
 *
 * <p>A revocation is a row under the token's audit id until the token would have expired. It is
 * looked up with what else is looked up, so that it counts at once, on every controller, and costs
 * the same however many there are.
 */
public final class Tokens implements TokenValidator {
  private static final int MOST_REMEMBERED = 10_000;

  private final Store store;
  private final InstantSource clock;
  private final TokenDrivers drivers;
  private final TokenUse use;
  private final SecureRandom random = new SecureRandom();
  private final Cache<String, Opened> opened =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();
  private final Remembered<String, Valid> remembered;

  /** A token that is good now. */
  public record Valid(TokenClaims claims, Subject subject, Caller caller) {}

  /** What a driver said, while {@link TokenDrivers#version} was this. */
  private record Opened(TokenClaims claims, int version) {}

  public Tokens(
      Store store, InstantSource clock, TokenDrivers drivers, Changes changes, TokenUse use) {
    this.store = store;
    this.clock = clock;
    this.drivers = drivers;
    this.use = use;
    this.remembered =
        new Remembered<>(store, changes, MOST_REMEMBERED, GenerationRows::unlessRevoked);
  }

  @Override
  public Optional<Caller> validate(String token) {
    Optional<Valid> found = find(token);
    found.ifPresent(valid -> use.used(valid.claims().userId()));
    return found.map(Valid::caller);
  }

  /** Empty unless the token is ours, has not expired, is not revoked, and its scope is open. */
  public Optional<Valid> find(String token) {
    Instant now = clock.instant();
    return open(token)
        .filter(claims -> now.isBefore(claims.expiresAt()))
        .flatMap(claims ->
            remembered.get(
                claims.auditId(),
                tx ->
                    Subjects.find(tx, claims.userId(), claims.scope(), claims.delegation(), now)
                        .filter(subject -> subject.epoch() == claims.tokenEpoch())
                        .map(subject -> new Valid(claims, subject, subject.caller(claims)))));
  }

  private Optional<TokenClaims> open(String token) {
    int version = drivers.version();
    Opened known = opened.getIfPresent(token);
    if (known != null && known.version() == version) {
      return Optional.of(known.claims());
    }
    Optional<TokenClaims> found = drivers.open(token);
    found.ifPresentOrElse(
        claims -> opened.put(token, new Opened(claims, version)), () -> opened.invalidate(token));
    return found;
  }

  /** Whether this text is a token of ours at all, good or not. */
  public boolean isRecognized(String token) {
    return open(token).isPresent();
  }

  /** The text of a new token. */
  String issue(TokenClaims claims) {
    TokenDrivers.Made made = drivers.issue(claims);
    use.issued(claims, made.driver());
    return made.token();
  }

  String newAuditId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return TokenCodec.auditId(bytes);
  }

  /** Ends a token's life now. */
  public void revoke(TokenClaims claims) {
    store.run(tx -> {
      RevocationRows.put(tx, claims.auditId(), claims.expiresAt());
      tx.afterCommit(() -> remembered.forget(claims.auditId()));
    });
    use.revoked(claims);
  }
}
