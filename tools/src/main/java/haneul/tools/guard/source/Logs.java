package haneul.tools.guard.source;

import haneul.tools.guard.log.LogFormat;
import haneul.tools.guard.rule.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The log files that are watched. */
public final class Logs {
  private final List<Path> logs;
  private final LogFormat format;
  private final LogFiles files = new LogFiles();

  public Logs(List<Path> logs, LogFormat format) {
    this.logs = logs.stream().map(log -> log.toAbsolutePath().normalize()).distinct().toList();
    this.format = format;
  }

  /**
   * What is new in the logs.
   *
   * @param sources one a log
   * @param missing logs that are not there
   * @param lost logs of which lines may have been lost to a rotation
   */
  public record News(List<LogSource> sources, List<Path> missing, Set<String> lost) {}

  /** Looks at the files. {@code known} has the cursors of each log, oldest file first. */
  public News news(Map<String, List<Cursor>> known, List<Rule> rules, Tally tally, Instant now)
      throws IOException {
    List<Rotation.Family> families = new ArrayList<>();
    List<Path> missing = new ArrayList<>();
    for (Path log : logs) {
      Rotation.Family family =
          files.family(log, since(known.getOrDefault(log.toString(), List.of())));
      families.add(family);
      if (family.live().isEmpty() && family.old().isEmpty()) {
        missing.add(log);
      }
    }
    Rotation.Plan plan = Rotation.plan(families, known);
    LogSource.Reading reading = new LogSource.Reading(format, rules, tally, now);
    List<LogSource> sources = new ArrayList<>();
    for (Rotation.Family family : families) {
      sources.add(
          new LogSource(
              family.log(),
              known.getOrDefault(family.log(), List.of()),
              plan.parts().getOrDefault(family.log(), List.of()),
              reading));
    }
    return new News(sources, missing, plan.lost());
  }

  /** What was not written to since the oldest file that is known has nothing new. */
  private static long since(List<Cursor> cursors) {
    return cursors.stream().mapToLong(Cursor::modifiedMillis).min().orElse(Long.MAX_VALUE);
  }
}
