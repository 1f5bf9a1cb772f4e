package haneul.services.identity.domain;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** What an operator can choose, and change while the cloud runs. */
public record IdentitySettings(TokenSettings tokens, LogInLimits logIn) {
  /** What holds unless the operator says otherwise. */
  public static final IdentitySettings USUAL =
      new IdentitySettings(TokenSettings.USUAL, LogInLimits.USUAL);

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
    /** No token lives longer. */
    public static final Duration LONGEST_LIFE = Duration.ofDays(30);

    /** One hour, nothing stored. */
    public static final TokenSettings USUAL =
        new TokenSettings(TokenDriverName.FERNET, List.of(), Duration.ofHours(1));

    public TokenSettings {
      memcached = List.copyOf(memcached);
      if (life.compareTo(Duration.ofMinutes(1)) < 0 || life.compareTo(LONGEST_LIFE) > 0) {
        throw new IllegalArgumentException("a token lives one minute to thirty days, not " + life);
      }
      if (driver == TokenDriverName.MEMCACHED && memcached.isEmpty()) {
        throw new IllegalArgumentException("the driver memcached needs memcached's addresses");
      }
    }
  }

  /**
   * How often somebody may fail to log in.
   *
   * @param lockOutAttempts wrong passwords in a row that lock a user out; 0 for no lock-out
   * @param lockOut how long the user is locked out, whatever the password
   * @param failuresAtOnce logins of one address that may have failed or be under way; 0 for no
   *     limit
   * @param failuresPerMinute how many of them are forgotten in a minute
   */
  public record LogInLimits(
      int lockOutAttempts, Duration lockOut, int failuresAtOnce, int failuresPerMinute) {
    /**
     * Ten guesses in five minutes for a user, whoever guesses; one a second from an address, after
     * sixty that are free so that an office behind one address is not locked out by a typing error.
     */
    public static final LogInLimits USUAL = new LogInLimits(10, Duration.ofMinutes(5), 60, 60);

    public LogInLimits {
      if (lockOutAttempts < 0 || failuresAtOnce < 0 || failuresPerMinute < 1) {
        throw new IllegalArgumentException("the limits of failed logins must not be negative");
      }
      if (lockOut.isNegative() || lockOut.compareTo(Duration.ofDays(365)) > 0) {
        throw new IllegalArgumentException("a user is locked out for up to a year, not " + lockOut);
      }
    }
  }
}
