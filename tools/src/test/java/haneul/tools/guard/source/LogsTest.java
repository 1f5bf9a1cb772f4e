package haneul.tools.guard.source;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.guard.engine.Engine;
import haneul.tools.guard.log.LineReader;
import haneul.tools.guard.log.LogFormat;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.rule.Rules;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, rotated in every way: each line is read once. */
final class LogsTest {
  private static final List<Rule> RULES =
      List.of(Rules.load(List.of()).named("moinmoin-newaccount"));

  @TempDir Path directory;

  /** A log that is written, rotated, and looked at now and then, each time as by a new process. */
  private static final class Bench {
    private final Path log;
    private final List<Path> logs;
    private final Map<String, List<Cursor>> cursors = new TreeMap<>();
    private final List<Integer> read = new ArrayList<>();
    private final Tally tally = new Tally();
    private List<String> lost = List.of();
    private long clock = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
    private int written;

    Bench(Path directory, String... names) {
      logs = Stream.of(names).map(directory::resolve).toList();
      log = logs.getFirst();
    }

    private String line(int number) {
      return "198.51.100.7 - - [05/May/2026:10:00:00 +0000] \"GET /%d?action=newaccount HTTP/1.1\" 200 1 \"-\" \"%s\"\n"
          .formatted(number, "x".repeat(number % 300));
    }

    Bench write(int lines) throws IOException {
      for (int i = 0; i < lines; i++) {
        Files.writeString(
            log, line(written++), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
      return touched(log);
    }

    /** Files change at different times, which a quick test would not show. */
    private Bench touched(Path path) throws IOException {
      clock += 1000;
      if (Files.exists(path)) {
        Files.setLastModifiedTime(path, FileTime.fromMillis(clock));
      }
      return this;
    }

    private Path old(int number, String suffix) {
      return log.resolveSibling(log.getFileName() + "." + number + suffix);
    }

    private void shift() throws IOException {
      for (int number = 8; number > 0; number--) {
        for (String suffix : List.of("", ".gz")) {
          if (Files.exists(old(number, suffix))) {
            Files.move(
                old(number, suffix), old(number + 1, suffix), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }

    Bench rename() throws IOException {
      shift();
      if (Files.exists(log)) {
        Files.move(log, old(1, ""));
      }
      return this;
    }

    Bench copyAndTruncate() throws IOException {
      shift();
      if (Files.exists(log)) {
        Files.copy(log, old(1, ""));
        touched(old(1, ""));
        Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        touched(log);
      }
      return this;
    }

    /** As gzip does: with the time of the original, which is deleted at the end. */
    Bench compress(int number) throws IOException {
      Path plain = old(number, "");
      if (Files.exists(plain)) {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(old(number, ".gz")))) {
          Files.copy(plain, out);
        }
        Files.setLastModifiedTime(old(number, ".gz"), Files.getLastModifiedTime(plain));
        Files.delete(plain);
      }
      return this;
    }

    Bench look() throws IOException {
      Logs.News news =
          new Logs(logs, LogFormat.AUTO).news(cursors, RULES, tally, Instant.ofEpochMilli(clock));
      lost = List.copyOf(news.lost());
      for (LogSource source : news.sources()) {
        while (!source.drained()) {
          Source.Found found = source.next();
          if (found != null) {
            source.taken();
            for (Engine.Hit hit : found.hits()) {
              read.add(Integer.valueOf(hit.line().replaceAll("GET /(\\d+).*", "$1")));
            }
          }
        }
        source.close();
        cursors.put(source.log(), source.cursors());
      }
      return this;
    }

    void readAll() {
      assertThat(read).isEqualTo(Stream.iterate(0, i -> i + 1).limit(written).toList());
    }
  }

  private Bench bench() {
    return new Bench(directory, "access.log");
  }

  @Test
  void goesOnWhereItWas() throws IOException {
    bench().write(3).look().look().write(2).look().readAll();
  }

  @Test
  void renamed() throws IOException {
    bench().write(9).look().write(3).rename().write(2).look().readAll();
  }

  @Test
  void renamedAndNotYetMadeAnew() throws IOException {
    bench().write(9).look().write(3).rename().look().write(1).look().readAll();
  }

  @Test
  void copiedAndTruncated() throws IOException {
    bench().write(9).look().write(3).copyAndTruncate().write(2).look().readAll();
    // Grown beyond what was read before: its size alone would not tell.
  }

  @Test
  void copiedTruncatedAndLongerThanBefore() throws IOException {
    bench().write(9).look().copyAndTruncate().write(90).look().readAll();
  }

  @Test
  void aCopyThatIsBeingMadeIsNotReadToo() throws IOException {
    Bench bench = bench().write(9).look().write(2);
    Files.copy(bench.log, bench.old(1, ""));
    bench.touched(bench.old(1, "")).look().readAll();
  }

  @Test
  void rotatedTwiceAndCompressedBetweenTwoLooks() throws IOException {
    bench()
        .write(9)
        .look()
        .write(3)
        .rename()
        .write(4)
        .rename()
        .compress(2)
        .write(2)
        .look()
        .readAll();
    bench().look();
  }

  @Test
  void compressedAtOnce() throws IOException {
    Bench bench = bench().write(20).look().write(5).rename().compress(1).write(1).look().look();
    bench.readAll();
    assertThat(bench.lost).isEmpty();
  }

  /** A server that goes on writing to the renamed file until its old children are gone. */
  @Test
  void lateLinesOfTheOldFileAreRead() throws IOException {
    Bench bench = bench().write(9).look().rename();
    Files.writeString(bench.log, bench.line(100));
    bench.touched(bench.log).look();
    Files.writeString(bench.old(1, ""), bench.line(9), StandardOpenOption.APPEND);
    bench.touched(bench.old(1, "")).look();
    assertThat(bench.read).endsWith(8, 100, 9);
  }

  @Test
  void whatIsLostIsTold() throws IOException {
    Bench bench = bench().write(9).look().write(3);
    Files.delete(bench.log);
    bench.write(2).look();
    assertThat(bench.lost).containsExactly(bench.log.toString());
    assertThat(bench.read).endsWith(8, 12, 13);
    assertThat(bench.look().lost).isEmpty();
  }

  @Test
  void oldFilesFromBeforeTheFirstLookAreNotRead() throws IOException {
    Bench bench = bench().write(5).rename().write(5).look().write(1).look();
    assertThat(bench.read).containsExactly(5, 6, 7, 8, 9, 10);
  }

  @Test
  void aNumberInTheMiddleOfTheName() throws IOException {
    Bench bench = new Bench(directory, "haneul.0.log").write(5).look().write(2);
    Files.move(bench.log, directory.resolve("haneul.1.log"));
    bench.write(3).look().readAll();
  }

  /** All of a family at once, as a shell makes of access.log*. */
  @Test
  void oldFilesMayBeNamedToo() throws IOException {
    Bench bench = new Bench(directory, "access.log", "access.log.1");
    bench.write(5).rename().write(5).look();
    bench.read.sort(Comparator.naturalOrder());
    bench.readAll();
    bench.write(2).rename().write(2).look();
    bench.read.sort(Comparator.naturalOrder()); // of two logs; by their times they are merged later
    bench.readAll();
  }

  @Test
  void anotherLogBesideItIsNoneOfItsFiles() throws IOException {
    Bench bench = bench().write(5).look();
    for (String name : List.of("access.log.bak", "error.log", "access.log1", "xaccess.log.1")) {
      Files.writeString(directory.resolve(name), bench.line(99));
      bench.touched(directory.resolve(name));
    }
    bench.write(1).look().readAll();
  }

  @Test
  void halfALineIsLeftForLater() throws IOException {
    Bench bench = bench().write(3);
    String line = bench.line(3);
    Files.writeString(bench.log, line.substring(0, 50), StandardOpenOption.APPEND);
    bench.touched(bench.log).look();
    Files.writeString(bench.log, line.substring(50), StandardOpenOption.APPEND);
    bench.touched(bench.log).look();
    assertThat(bench.read).containsExactly(0, 1, 2, 3);
  }

  /** What comes after the beginning of a huge line is no line, in whichever look it comes. */
  @Test
  void aHugeLineForgesNothing() throws IOException {
    Bench bench = bench().write(1);
    Files.writeString(bench.log, "x".repeat(LineReader.MOST_BYTES + 5), StandardOpenOption.APPEND);
    bench.touched(bench.log).look();
    Files.writeString(bench.log, bench.line(66), StandardOpenOption.APPEND);
    bench.touched(bench.log).look().write(1).look().readAll();
  }

  @Test
  void aBrokenGzipEndsWhereItBreaks() throws IOException {
    Bench bench = bench().write(400).rename().compress(1);
    byte[] whole = Files.readAllBytes(bench.old(1, ".gz"));
    Path half = directory.resolve("half.log");
    Files.write(half, java.util.Arrays.copyOf(whole, whole.length / 2));
    Bench of = new Bench(directory, "half.log");
    of.look();
    Files.write(half, whole);
    of.touched(half).look();
    assertThat(of.read).hasSize(400).doesNotHaveDuplicates();
    Files.write(half, new byte[] {0x1f, (byte) 0x8b, 1, 2, 3});
    of.touched(half).look();
  }

  /**
   * A kill between the two: a line that was given and not taken is given again, one taken is not.
   */
  @Test
  void whatWasNotTakenIsReadAgain() throws IOException {
    Bench bench = bench().write(3);
    LogSource source =
        new Logs(bench.logs, LogFormat.AUTO)
            .news(bench.cursors, RULES, bench.tally, Instant.ofEpochMilli(bench.clock))
            .sources()
            .getFirst();
    assertThat(source.next()).isNotNull();
    source.taken();
    assertThat(source.next()).isNotNull();
    bench.cursors.put(source.log(), source.cursors());
    source.close();
    bench.look();
    assertThat(bench.read).containsExactly(1, 2);
  }

  /** In whatever order things happen. */
  @Property(tries = 60)
  void everyLineOnce(@ForAll @Size(max = 14) List<@IntRange(max = 9) Integer> steps)
      throws IOException {
    Path own = Files.createTempDirectory("guard-rotation");
    try {
      Bench bench = new Bench(own, "access.log").write(1).look();
      int rotations = 0; // more than two between looks, and the oldest would not be known any more
      for (int step : steps) {
        switch (step) {
          case 0, 1, 2 -> bench.write(step * 4 + 1);
          case 3 -> bench.write(40);
          case 4, 5 -> {
            if (rotations++ < 2) {
              bench.rename().write(1);
            }
          }
          case 6 -> {
            if (rotations++ < 2) {
              bench.copyAndTruncate().write(1);
            }
          }
          case 7 -> bench.compress(1);
          case 8 -> bench.compress(2);
          default -> {
            bench.look();
            rotations = 0;
          }
        }
      }
      bench.look().look().readAll();
    } finally {
      try (Stream<Path> all = Files.walk(own)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
