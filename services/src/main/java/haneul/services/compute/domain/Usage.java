package haneul.services.compute.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a server used within a window of time.
 *
 * @param hours that it existed within the window
 * @param uptimeSeconds since it was launched, in the window or not
 */
public record Usage(
    Server server,
    double hours,
    Instant started,
    Optional<Instant> ended,
    String state,
    long uptimeSeconds) {

  /** A server that was launched, seen from {@code now}. */
  public static Usage of(Server server, Instant launched, Instant begin, Instant end, Instant now) {
    Optional<Instant> ended = server.moments().terminated();
    Instant from = launched.isAfter(begin) ? launched : begin;
    Instant until = ended.filter(moment -> moment.isBefore(end)).orElse(end);
    double hours = Math.max(0, Duration.between(from, until).toNanos() / 3.6e12);
    return new Usage(
        server,
        hours,
        launched,
        ended,
        ended.isPresent() ? "terminated" : server.state().vm().text(),
        Math.max(0, Duration.between(launched, ended.orElse(now)).toSeconds()));
  }
}
