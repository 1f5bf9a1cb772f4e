package haneul.services.identity.store.tokens;

import haneul.platform.store.Store;
import haneul.services.identity.domain.IdentitySettings.TokenDriverName;
import haneul.services.identity.domain.IdentitySettings.TokenSettings;
import haneul.services.identity.domain.TokenClaims;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** All drivers: the configured one makes tokens, each opens its own. */
public final class TokenDrivers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TokenDrivers.class.getName());

  private final Supplier<TokenSettings> settings;
  private final KeyRing keys;
  private final FernetTokens fernet;
  private final SqlTokens sql;
  private final MemcachedTokens memcached;

  public TokenDrivers(Store store, KeyRing keys, Supplier<TokenSettings> settings) {
    this.settings = settings;
    this.keys = keys;
    this.fernet = new FernetTokens(keys);
    this.sql = new SqlTokens(store);
    this.memcached = new MemcachedTokens(keys, () -> settings.get().memcached());
  }

  /** A new token, and the driver that made it. */
  public record Made(String token, TokenDriverName driver) {}

  /** A memcached that is away keeps nobody from logging in: fernet needs nothing but its keys. */
  public Made issue(TokenClaims claims) {
    TokenDriverName configured = settings.get().driver();
    try {
      return new Made(driver(configured).issue(claims), configured);
    } catch (UncheckedIOException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "a token was made by fernet instead of " + configured + ": " + e.getMessage());
      return new Made(fernet.issue(claims), TokenDriverName.FERNET);
    }
  }

  /** What a token says, whichever driver made it. */
  public Optional<TokenClaims> open(String token) {
    return List.of(sql, memcached, fernet).stream()
        .filter(driver -> driver.owns(token))
        .findFirst()
        .flatMap(driver -> driver.open(token));
  }

  private TokenDriver driver(TokenDriverName name) {
    return switch (name) {
      case FERNET -> fernet;
      case SQL -> sql;
      case MEMCACHED -> memcached;
    };
  }

  /** Another number when what {@link #open} said before may no longer hold. */
  public int version() {
    return keys.version();
  }

  @Override
  public void close() {
    memcached.close();
  }
}
