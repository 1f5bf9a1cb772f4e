package haneul.tools.guard.engine;

import haneul.tools.guard.address.Network;
import java.time.Instant;
import java.util.List;

/**
 * An address kept out for a time. All times are the log's: a log read late gives the bans it would
 * have given at once.
 *
 * @param which the how-manieth of this address it is, from 1
 * @param lifted whether an operator ended it before its time
 * @param lines the last lines that led to it, for people
 */
public record Ban(
    Network network,
    String rule,
    Instant start,
    Instant end,
    int which,
    boolean lifted,
    List<String> lines) {

  boolean lastsAt(Instant time) {
    return time.isBefore(end);
  }

  Ban liftedAt(Instant now) {
    return new Ban(network, rule, start, now.isBefore(end) ? now : end, which, true, lines);
  }
}
