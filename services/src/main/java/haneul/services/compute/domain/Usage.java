package haneul.services.compute.domain;

import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
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
    Run run,
    double hours,
    Instant started,
    Optional<Instant> ended,
    String state,
    long uptimeSeconds) {

  /** A server that was launched, as far as it matters here. */
  public record Run(
      ServerId server,
      ProjectId project,
      String name,
      String flavorName,
      int vcpus,
      int memoryMebibytes,
      int diskGibibytes,
      VmState vm,
      Instant launched,
      Optional<Instant> terminated) {}

  /** What it used in the window, seen from {@code now}. */
  public static Usage of(Run run, Instant begin, Instant end, Instant now) {
    Optional<Instant> ended = run.terminated();
    Instant from = run.launched().isAfter(begin) ? run.launched() : begin;
    Instant until = ended.filter(moment -> moment.isBefore(end)).orElse(end);
    double hours = Math.max(0, Duration.between(from, until).toNanos() / 3.6e12);
    return new Usage(
        run,
        hours,
        run.launched(),
        ended,
        ended.isPresent() ? "terminated" : run.vm().text(),
        Math.max(0, Duration.between(run.launched(), ended.orElse(now)).toSeconds()));
  }
}
