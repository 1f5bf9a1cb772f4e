package haneul.tools.doctor;

import haneul.tools.console.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Do the disks that a cloud writes to fill? */
final class DiskCheck implements Check {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final double LITTLE = 0.10;
  private static final double NOTHING = 0.01;
  private static final long PLENTY_BYTES = 100L << 30;

  private static final List<String> PLACES =
      List.of(
          "/",
          "/var/lib/nova",
          "/var/lib/nova/instances",
          "/var/lib/glance",
          "/var/lib/cinder",
          "/var/lib/libvirt",
          "/var/lib/mysql",
          "/var/log");

  @Override
  public String name() {
    return "disks";
  }

  @Override
  public String looksAt() {
    return "whether the disks that a cloud writes to fill";
  }

  @Override
  public boolean needsCloud() {
    return false;
  }

  /** What {@code df} says of a file system, in bytes and files. */
  record Space(String target, long size, long free, long files, long freeFiles) {}

  @Override
  public Outcome look(Surroundings surroundings) {
    Host host = surroundings.host();
    List<String> places = new ArrayList<>(PLACES);
    surroundings.state().ifPresent(state -> places.add(state.toString()));
    List<Finding> findings = new ArrayList<>();
    Map<String, Space> spaces = new LinkedHashMap<>();
    for (String place : places) {
      if (host.has(place)) {
        try {
          Program.Result df =
              host.run(
                  LIMIT,
                  List.of(
                      "df", "--block-size=1", "--output=size,avail,itotal,iavail,target", place));
          read(df).forEach(space -> spaces.put(space.target(), space));
        } catch (IOException e) {
          findings.add(hangs(place, e));
        }
      }
    }
    spaces.values().forEach(space -> findings.addAll(judge(space)));
    return Outcome.found(findings);
  }

  /** A heading, then a line; {@code -} where a file system does not count. */
  private static List<Space> read(Program.Result df) {
    return df.text()
        .lines()
        .skip(1)
        .map(line -> List.of(line.strip().split(" +", 5)))
        .filter(fields -> fields.size() == 5)
        .map(fields ->
            new Space(
                fields.get(4),
                number(fields.getFirst()),
                number(fields.get(1)),
                number(fields.get(2)),
                number(fields.get(3))))
        .toList();
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private static Finding hangs(String place, IOException e) {
    return new Finding(
        Importance.BROKEN,
        "The file system at %s does not answer (%s); who reads or writes there hangs."
            .formatted(place, e.getMessage()),
        "grep %s /proc/mounts, and look at the server that it is mounted from".formatted(place));
  }

  static List<Finding> judge(Space space) {
    List<Finding> findings = new ArrayList<>();
    double free = space.size() == 0 ? 1 : (double) space.free() / space.size();
    if (free < LITTLE && space.free() < PLENTY_BYTES) {
      findings.add(
          new Finding(
              free < NOTHING ? Importance.BROKEN : Importance.AT_RISK,
              "The disk of %s is %.0f%% full, %s are left; guests pause and databases stop when it is full."
                  .formatted(space.target(), (1 - free) * 100, gibibytes(space.free())),
              "du -xh --max-depth=2 %s | sort -h shows what takes it; old images and logs go first"
                  .formatted(space.target())));
    }
    double freeFiles = space.files() == 0 ? 1 : (double) space.freeFiles() / space.files();
    if (freeFiles < LITTLE) {
      findings.add(
          new Finding(
              freeFiles < NOTHING ? Importance.BROKEN : Importance.AT_RISK,
              "The disk of %s has room for %d more files only, whatever their size."
                  .formatted(space.target(), space.freeFiles()),
              "du -x --inodes --max-depth=2 %s | sort -n shows where they are"
                  .formatted(space.target())));
    }
    return findings;
  }

  private static String gibibytes(long bytes) {
    return "%.1f GiB".formatted((double) bytes / (1L << 30));
  }
}
