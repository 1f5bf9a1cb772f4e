package haneul.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code haneul guard} over a web log of a gigabyte, from the start of its process to its end,
 * beside {@code fail2ban-regex} with an equal rule on the same file: both must find the same lines.
 * The guard counts, bans and remembers while it is at it, and the other only matches. Memory, over
 * a tenth of the log and over all of it.
 */
final class GuardBench {
  private static final long BYTES = 1_000_000_000L;
  private static final int ROUNDS = 3;
  private static final int SPAMMERS = 500;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss +0000", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final String RULE =
      """
      rules:
        - name: bench
          match: [{query: '(^|[&;])action=newaccount($|[&;])'}]
          threshold: 6
          window: 1h
          ban: 1h
      """;
  private static final String PEERS_RULE =
      "^<HOST> \\S+ \\S+ \\[\\] \"[A-Z]+ [^\" ?]*\\?(?:[^\" ]*[&;])?action=newaccount(?:[&;][^\" ]*)? HTTP/";

  private static final List<String> PAGES =
      List.of(
          "/FrontPage", "/RecentChanges", "/HelpContents/Macros", "/moin_static/common.js", "/");
  private static final List<String> AGENTS =
      List.of(
          "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0",
          "Mozilla/5.0 (compatible; bot/2.1; +http://example.org/bot.html)",
          "curl/7.88.1");

  private GuardBench() {}

  /** How a program went over a log. */
  private record Run(double seconds, double processorSeconds, double peakMebibytes, String said) {
    /** The number that the expression has a group for in what it said. */
    long number(String expression) {
      Matcher found = Pattern.compile(expression).matcher(said);
      if (!found.find()) {
        throw new IllegalStateException("it said: " + said);
      }
      return Long.parseLong(found.group(1).replace(",", ""));
    }
  }

  static void run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "haneul-guard-bench");
    try {
      Path tenth = directory.resolve("tenth.log");
      Path whole = directory.resolve("whole.log");
      write(tenth, BYTES / 10);
      long lines = write(whole, BYTES);
      Files.writeString(directory.resolve("rule.yaml"), RULE);
      Figures guard = new Figures("haneul guard, 1 GB", "lines/s");
      Figures guardAlone = new Figures("  the same, by processor time", "lines/s");
      Figures memory = new Figures("haneul guard, peak resident memory, 1 GB", "MiB");
      Figures memoryOfTenth = new Figures("haneul guard, peak resident memory, 0.1 GB", "MiB");
      long hits = 0;
      for (int round = 0; round < ROUNDS; round++) {
        memoryOfTenth.add(guard(directory, tenth).peakMebibytes());
        Run run = guard(directory, whole);
        guard.add(lines / run.seconds());
        guardAlone.add(lines / run.processorSeconds());
        memory.add(run.peakMebibytes());
        hits = run.number("([0-9,]+) lines a rule is about");
      }
      Figures peer = new Figures("fail2ban-regex, the same 1 GB, an equal rule", "lines/s");
      Figures peerAlone = new Figures("  the same, by processor time", "lines/s");
      Figures peersMemory = new Figures("fail2ban-regex, peak resident memory, 1 GB", "MiB");
      Run other =
          measure(
              List.of(
                  "fail2ban-regex",
                  "--no-check-all",
                  "--usedns=no",
                  "--print-no-missed",
                  "-d",
                  "%d/%b/%Y:%H:%M:%S %z",
                  whole.toString(),
                  PEERS_RULE));
      peer.add(lines / other.seconds());
      peerAlone.add(lines / other.processorSeconds());
      peersMemory.add(other.peakMebibytes());
      if (other.number("([0-9]+) matched") != hits) {
        throw new IllegalStateException("they found " + hits + ", and otherwise: " + other.said());
      }
      List.of(guard, guardAlone, peer, peerAlone, memoryOfTenth, memory, peersMemory)
          .forEach(Figures::print);
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** As from crontab, for the first time: everything is new. */
  private static Run guard(Path directory, Path log) throws IOException, InterruptedException {
    Path state = directory.resolve("state");
    List<String> command =
        Stream.concat(
                System.getenv("HANEUL_LAUNCH").lines(),
                Stream.of(
                    "guard",
                    "--log",
                    log.toString(),
                    "--rules",
                    directory.resolve("rule.yaml").toString(),
                    "--state",
                    state.toString(),
                    "--htaccess",
                    directory.resolve("htaccess").toString(),
                    "--report"))
            .toList();
    Run run = measure(command);
    try (Stream<Path> all = Files.walk(state)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    return run;
  }

  private static Run measure(List<String> command) throws IOException, InterruptedException {
    long began = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    Thread reader =
        Thread.startVirtualThread(() -> {
          try (var output = process.inputReader()) {
            output.lines().forEach(line -> said.append(line).append('\n'));
          } catch (IOException e) {
            said.append(e.getMessage());
          }
        });
    Path status = Path.of("/proc/" + process.pid() + "/status");
    double peak = 0;
    double processor = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, peakMebibytes(status));
      processor =
          process.info().totalCpuDuration().map(time -> time.toMillis() / 1e3).orElse(processor);
      Thread.sleep(20);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    reader.join();
    if (process.exitValue() != 0) {
      throw new IOException(command + " ended with " + process.exitValue() + ": " + said);
    }
    return new Run(seconds, processor, peak, said.toString());
  }

  /** The most that was resident so far; nothing when the process is ending. */
  private static double peakMebibytes(Path status) {
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** A wiki's log: a fifth of the lines with a query, one in a hundred from a spammer. */
  private static long write(Path log, long bytes) throws IOException {
    Random random = new Random(1);
    Instant time = Instant.parse("2026-11-01T00:00:00Z");
    long written = 0;
    long lines = 0;
    try (BufferedWriter out = Files.newBufferedWriter(log)) {
      while (written < bytes) {
        boolean spam = random.nextInt(100) == 0;
        String query =
            spam
                ? "?action=newaccount"
                : random.nextInt(5) == 0 ? "?action=diff&rev1=" + random.nextInt(100) : "";
        int who = random.nextInt(1 << 24);
        String address =
            spam
                ? "198.51." + who % SPAMMERS / 250 + "." + who % SPAMMERS % 250
                : "203." + (who >> 16) + "." + (who >> 8 & 255) + "." + (who & 255);
        String line =
            "%s - - [%s] \"%s %s%s HTTP/1.1\" %d %d \"%s\" \"%s\"\n"
                .formatted(
                    address,
                    TIME.format(time),
                    random.nextInt(10) == 0 ? "POST" : "GET",
                    PAGES.get(random.nextInt(PAGES.size())),
                    query,
                    random.nextInt(4) == 0 ? 404 : 200,
                    random.nextInt(50_000),
                    random.nextBoolean() ? "-" : "http://wiki.example.org/FrontPage",
                    AGENTS.get(random.nextInt(AGENTS.size())));
        out.write(line);
        written += line.length();
        lines++;
        time = time.plusMillis(50);
      }
    }
    return lines;
  }
}
