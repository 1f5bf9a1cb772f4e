package haneul.services.identity.domain;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** What an operator can choose, and change while the cloud runs. */
public record IdentitySettings(TokenSettings tokens) {
  /** What holds unless the operator says otherwise. */
  public static final IdentitySettings USUAL = new IdentitySettings(TokenSettings.USUAL);

  /** Where tokens are kept. Every driver goes on opening the tokens it made. */
  public enum TokenDriverName {
    /** Nowhere: a token says everything itself. */
    FERNET,
    /** A row a token. */
    SQL,
    /** In memcached, which forgets them when it restarts. */
    MEMCACHED
  }

  /**
   * Tokens to be made.
   *
   * @param memcached its servers, each with the same list in the same words on every controller
   * @param life how long a token lives
   */
  public record TokenSettings(
      TokenDriverName driver, List<InetSocketAddress> memcached, Duration life) {
    /** One hour, nothing stored. */
    public static final TokenSettings USUAL =
        new TokenSettings(TokenDriverName.FERNET, List.of(), Duration.ofHours(1));

    public TokenSettings {
      memcached = List.copyOf(memcached);
      if (life.compareTo(Duration.ofMinutes(1)) < 0 || life.compareTo(Duration.ofDays(30)) > 0) {
        throw new IllegalArgumentException("a token lives one minute to thirty days, not " + life);
      }
      if (driver == TokenDriverName.MEMCACHED && memcached.isEmpty()) {
        throw new IllegalArgumentException("the driver memcached needs memcached's addresses");
      }
    }
  }
}
