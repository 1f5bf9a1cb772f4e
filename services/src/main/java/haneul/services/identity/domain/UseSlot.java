package haneul.services.identity.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * Five minutes of one user's tokens.
 *
 * @param userId empty: users that are not counted apart
 * @param begin a whole multiple of five minutes
 */
public record UseSlot(String userId, Instant begin) {
  public static final Duration LENGTH = Duration.ofMinutes(5);

  /**
   * What is counted in a slot.
   *
   * @param issued tokens made in it
   * @param used requests in it that came with a token
   * @param ending tokens, made whenever, that expire in it and were not deleted
   */
  public record Counts(long issued, long used, long ending) {
    public Counts plus(Counts more) {
      return new Counts(issued + more.issued, used + more.used, ending + more.ending);
    }
  }

  public static UseSlot of(String userId, Instant when) {
    long seconds = LENGTH.toSeconds();
    return new UseSlot(
        userId, Instant.ofEpochSecond(Math.floorDiv(when.getEpochSecond(), seconds) * seconds));
  }

  /** The same five minutes of everyone who is not counted apart. */
  public UseSlot ofOthers() {
    return new UseSlot("", begin);
  }
}
