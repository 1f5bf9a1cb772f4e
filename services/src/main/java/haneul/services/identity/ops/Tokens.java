package haneul.services.identity.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import haneul.platform.auth.Caller;
import haneul.platform.auth.TokenValidator;
import haneul.platform.store.Store;
import haneul.services.identity.domain.Fernet;
import haneul.services.identity.domain.Subject;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.TokenCodec;
import haneul.services.identity.store.RevocationRows;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Makes tokens and says what they are good for now. Nothing is stored for a token but its
 * revocation. What was found is remembered until something changes ({@link Changes}) or, where
 * another controller may write to the same store, for a short while.
 */
public final class Tokens implements TokenValidator {
  private static final int MAX_REMEMBERED = 10_000;
  private static final Duration REMEMBERED_WITH_OTHER_WRITERS = Duration.ofSeconds(2);
  private static final int VECTOR_BYTES = 16;

  private final Store store;
  private final InstantSource clock;
  private final Fernet fernet;
  private final Changes changes;
  private final SecureRandom random = new SecureRandom();
  private final Cache<String, Remembered> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  /** A token that is good now. */
  public record Valid(TokenClaims claims, Subject subject, Caller caller) {}

  private record Remembered(Valid valid, long changes, Instant since) {}

  public Tokens(Store store, InstantSource clock, Fernet fernet, Changes changes) {
    this.store = store;
    this.clock = clock;
    this.fernet = fernet;
    this.changes = changes;
  }

  @Override
  public Optional<Caller> validate(String token) {
    return find(token).map(Valid::caller);
  }

  /** Empty unless the token is ours, has not expired, is not revoked, and its scope is open. */
  public Optional<Valid> find(String token) {
    Instant now = clock.instant();
    Remembered known = remembered.getIfPresent(token);
    if (known != null && isFresh(known, now)) {
      return Optional.of(known.valid()).filter(valid -> isBeforeExpiry(valid.claims(), now));
    }
    long changesBefore = changes.count();
    Optional<Valid> found =
        fernet
            .open(token)
            .flatMap(TokenCodec::decode)
            .filter(claims -> isBeforeExpiry(claims, now))
            .flatMap(this::look);
    found.ifPresentOrElse(
        valid -> remembered.put(token, new Remembered(valid, changesBefore, now)),
        () -> remembered.invalidate(token));
    return found;
  }

  /** Whether this text is a token of ours at all, good or not. */
  public boolean isRecognized(String token) {
    return fernet.open(token).flatMap(TokenCodec::decode).isPresent();
  }

  private static boolean isBeforeExpiry(TokenClaims claims, Instant now) {
    return now.isBefore(claims.expiresAt());
  }

  private boolean isFresh(Remembered known, Instant now) {
    return known.changes() == changes.count()
        && (store.embedded() || now.isBefore(known.since().plus(REMEMBERED_WITH_OTHER_WRITERS)));
  }

  private Optional<Valid> look(TokenClaims claims) {
    return store
        .read(tx ->
            RevocationRows.exists(tx, claims.auditId())
                ? Optional.<Subject>empty()
                : Subjects.find(tx, claims.userId(), claims.scope()))
        .filter(subject -> subject.user().tokenEpoch() == claims.tokenEpoch())
        .map(subject -> new Valid(claims, subject, subject.caller(claims.expiresAt())));
  }

  /**
   * The text of a new token.
   *
   * @param changesBefore the count before {@code subject} was read
   */
  String issue(TokenClaims claims, Subject subject, long changesBefore) {
    String token =
        fernet.seal(
            TokenCodec.encode(claims),
            claims.issuedAt().getEpochSecond(),
            randomBytes(VECTOR_BYTES));
    Valid valid = new Valid(claims, subject, subject.caller(claims.expiresAt()));
    remembered.put(token, new Remembered(valid, changesBefore, clock.instant()));
    return token;
  }

  String newAuditId() {
    return TokenCodec.auditId(randomBytes(16));
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Ends a token's life now. */
  public void revoke(TokenClaims claims) {
    store.run(tx -> {
      RevocationRows.put(tx, claims.auditId(), claims.expiresAt(), clock.instant());
      changes.note(tx);
    });
  }
}
