package haneul.tools.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import haneul.tools.console.CliRun;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as its user knows it. */
final class GuardCommandTest {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @TempDir Path directory;
  private WebLog log;
  private Path htaccess;

  @BeforeEach
  void files() throws IOException {
    log = new WebLog(directory.resolve("access.log"));
    htaccess = directory.resolve(".htaccess");
    Files.writeString(htaccess, "Options -Indexes\n");
  }

  private CliRun guard(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--log", log.file().toString(), "--rule", "moinmoin-newaccount"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--state", state()));
    return Command.run(arguments.toArray(String[]::new));
  }

  private String state() {
    return directory.resolve("state").toString();
  }

  private CliRun guardHtaccess(String... more) {
    return guard(
        Stream.concat(Stream.of("--htaccess", htaccess.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private String list() {
    return Command.run("list", "--state", state()).out();
  }

  /** Every ban there was, when and for how long. */
  private static List<String> all(Path state) {
    String json = Command.run("list", "--all", "--json", "--state", state.toString()).out();
    return Stream.of(json.replaceAll("^\\[|]\\s*$", "").replace("},{", "}\n{").split("\n", -1))
        .sorted()
        .toList();
  }

  /** Says only what differs. */
  private static void same(List<String> bans, List<String> expected) {
    assertThat(bans.stream().filter(ban -> !expected.contains(ban))).isEmpty();
    assertThat(expected.stream().filter(ban -> !bans.contains(ban))).isEmpty();
  }

  @Test
  void theCronLine() throws IOException {
    log.spam("198.51.100.7", now).add("203.0.113.5", now, WebLog.SPAM).spam("10.0.0.7", now);
    CliRun first = guardHtaccess();
    assertThat(first.err()).isEmpty();
    assertThat(first.status()).isZero();
    assertThat(first.out())
        .isEqualTo(
            "banned 198.51.100.7 from "
                + now
                + " for 1d: 6 hits of moinmoin-newaccount within 1h\n");
    assertThat(Files.readString(htaccess))
        .contains("Require not ip 198.51.100.7\n")
        .endsWith("Options -Indexes\n")
        .doesNotContain("203.0.113.5", "10.0.0.7");
    CliRun second = guardHtaccess();
    assertThat(second.out() + second.err()).isEmpty(); // cron mails what is said
    assertThat(list()).contains("198.51.100.7  moinmoin-newaccount").hasLineCount(2);
    assertThat(Command.run("list", "--json", "--state", state()).out())
        .startsWith("[{\"network\":\"198.51.100.7\"");
  }

  /** The line that it speaks of was read by the run before. */
  @ParameterizedTest
  @ValueSource(strings = {"auth.log", "auth.log.gz"})
  void aRepetitionIsOfTheLineBefore(String name) throws IOException {
    Path auth = directory.resolve(name);
    String line =
        "%s h sshd[1]: Failed password for root from 198.51.100.7 port 40022 ssh2\n".formatted(now);
    String[] command = {
      "--log",
      auth.toString(),
      "--rule",
      "ssh-login",
      "--htaccess",
      htaccess.toString(),
      "--state",
      state()
    };
    write(auth, line.replace("198", "203") + line);
    assertThat(Command.run(command).out()).isEmpty();
    write(auth, line.replace("198", "203") + line + now + " h last message repeated 5 times\n");
    assertThat(Command.run(command).out()).contains("banned 198.51.100.7 ", "6 hits");
  }

  private static void write(Path file, String text) throws IOException {
    try (OutputStream out =
        file.toString().endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aDryRunWritesNothing() throws IOException {
    log.spam("198.51.100.7", now);
    CliRun shown = guardHtaccess("--dry-run");
    assertThat(shown.out())
        .startsWith("would ban 198.51.100.7")
        .contains("\n+Require not ip 198.51.100.7\n", "\n Options -Indexes\n");
    assertThat(htaccess).hasContent("Options -Indexes");
    assertThat(directory.resolve("state")).doesNotExist();
    assertThat(guardHtaccess().out()).startsWith("banned"); // the log is not read yet either
  }

  @Test
  void onlyAReport() throws IOException {
    log.spam("198.51.100.7", now.minus(Duration.ofDays(3))).add("203.0.113.5", now, WebLog.SPAM);
    log.add("garbage\n");
    CliRun report = guard();
    assertThat(report.out())
        .contains("would have banned 198.51.100.7", " 8 lines read", " 1 lines not understood")
        .contains(" 7 lines a rule is about", " 1 bans", " 0 banned now");
    CliRun json = guard("--json");
    assertThat(json.out()).contains("\"event\":\"summary\"", "\"lines\":0", "\"banned_now\":[]");
  }

  @Test
  void why() throws IOException {
    log.spam("198.51.100.7", now).add("2001:db8::5", now, WebLog.SPAM);
    guardHtaccess();
    CliRun banned = Command.run("why", "198.51.100.7", "--state", state());
    assertThat(banned.status()).isZero();
    assertThat(banned.out())
        .contains("198.51.100.7 is banned by moinmoin-newaccount, ban 1: from " + now)
        .contains("    GET /FrontPage?action=newaccount HTTP/1.1 200\n");
    CliRun counted = Command.run("why", "2001:db8::99", "--state", state());
    assertThat(counted.status()).isEqualTo(3);
    assertThat(counted.out()).contains("2001:db8::/64: 1 hits of moinmoin-newaccount");
    assertThat(Command.run("why", "203.0.113.1", "--state", state()).out())
        .isEqualTo("Nothing is known of 203.0.113.1.\n");
    assertThat(Command.run("why", "198.51.100.7", "--json", "--state", state()).out())
        .contains("\"bans\":[{", "\"counts\":[]");
  }

  @Test
  void unban() throws IOException {
    log.spam("198.51.100.7", now).spam("2001:db8::7", now);
    guardHtaccess();
    assertThat(Command.run("unban", "192.0.2.1", "--state", state()).err())
        .contains("192.0.2.1 is not banned");
    assertThat(Command.run("unban", "2001:db8::1", "--state", state()).out())
        .isEqualTo("2001:db8::/64 is let in again\n");
    assertThat(Files.readString(htaccess)).contains("198.51.100.7").doesNotContain("2001:db8::/64");
    Command.run("unban", "--all", "--state", state());
    assertThat(htaccess).hasContent("Options -Indexes");
    assertThat(list()).isEqualTo("Nobody is banned.\n");
    assertThat(Command.run("why", "198.51.100.7", "--state", state()).out())
        .contains("was banned", "lifted by hand");
    guardHtaccess();
    assertThat(htaccess).hasContent("Options -Indexes"); // old lines ban nobody again
  }

  @Test
  void bansEnd() throws IOException {
    log.spam("198.51.100.7", Instant.now().minusSeconds(86_397)); // a day is over in seconds
    guardHtaccess();
    assertThat(Files.readString(htaccess)).contains("198.51.100.7");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          guardHtaccess();
          assertThat(htaccess).hasContent("Options -Indexes");
        });
  }

  @Test
  void whoIsAllowedIsLetInEvenIfBannedBefore() throws IOException {
    Path allowed = directory.resolve("allowed");
    Files.writeString(allowed, "# us\n203.0.113.0/24 # office\n\n");
    log.spam("198.51.100.7", now).spam("203.0.113.5", now);
    guardHtaccess("--allow-file", allowed.toString());
    assertThat(Files.readString(htaccess)).contains("198.51.100.7").doesNotContain("203.0.113.5");
    guardHtaccess("--allow", "198.51.100.0/24");
    assertThat(htaccess).hasContent("Options -Indexes");
  }

  @Test
  void privateAndOwnOnesWhenAsked() throws IOException {
    log.spam("10.0.0.7", now).spam("127.0.0.1", now);
    assertThat(guard("--json").out()).contains("\"spared\":12", "\"bans\":0");
    log.spam("10.0.0.7", now).spam("127.0.0.1", now);
    assertThat(guard("--ban-private", "--report").out())
        .contains("10.0.0.7")
        .doesNotContain("127.");
    log.spam("127.0.0.1", now);
    assertThat(guard("--ban-private", "--ban-own").out()).contains("127.0.0.1");
  }

  /** Hour by hour, each in a run of its own, and all in one: the same bans to the second. */
  @Test
  void oneRunOrManyGiveTheSameBans() throws IOException {
    List<String> lines = new ArrayList<>();
    Instant time = now.minus(Duration.ofDays(9));
    for (int i = 0; i < 3_000; i++) {
      time = time.plusSeconds(i % 7 * 60L);
      lines.add(WebLog.line("198.51.100." + i % 13, time, WebLog.SPAM));
      lines.add(WebLog.line("2001:db8:0:" + i % 5 + "::" + i % 100, time, "GET / HTTP/1.1"));
    }
    log.add(String.join("", lines));
    guard("--window", "2h", "--threshold", "3", "--ban", "2h");
    List<String> atOnce = all(directory.resolve("state"));
    assertThat(atOnce).hasSizeGreaterThan(10);

    Path other = directory.resolve("other");
    WebLog slow = new WebLog(directory.resolve("slow.log"));
    for (int at = 0; at < lines.size(); at += 500) {
      slow.add(String.join("", lines.subList(at, at + 500)));
      if (at == 3_000) {
        Files.move(slow.file(), directory.resolve("slow.log.1"));
      }
      Command.run(
          "--log",
          slow.file().toString(),
          "--rule",
          "moinmoin-newaccount",
          "--window",
          "2h",
          "--threshold",
          "3",
          "--ban",
          "2h",
          "--state",
          other.toString());
    }
    same(all(other), atOnce);
  }

  /** As one log sees little, and two see enough; by their times, not file by file. */
  @Test
  void severalLogsCountTogether() throws IOException {
    WebLog second = new WebLog(directory.resolve("second.log"));
    for (int i = 0; i < 3; i++) {
      log.add("198.51.100.7", now.minusSeconds(100 - i), WebLog.SPAM);
      second.add("198.51.100.7", now.minusSeconds(50 - i), WebLog.SPAM);
    }
    second.add("198.51.100.7", now, WebLog.SPAM);
    log.spam("203.0.113.5", now);
    assertThat(guard("--log", second.file().toString()).out())
        .contains("banned 198.51.100.7 from " + now.minusSeconds(48))
        .contains("banned 203.0.113.5 from " + now);
  }

  /** As `journalctl -o export | gzip | haneul guard --log -`. */
  @Test
  void standardInput() throws Exception {
    Path journal = directory.resolve("journal");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(journal))) {
      for (int i = 0; i < 6; i++) {
        String entry =
            "__CURSOR=s=%d\n__REALTIME_TIMESTAMP=%d000000\n_UID=0\nSYSLOG_IDENTIFIER=sshd\n"
                    .formatted(i, now.getEpochSecond())
                + "MESSAGE=Invalid user x from 198.51.100.7 port 40022\n\n";
        out.write(entry.getBytes(StandardCharsets.UTF_8));
      }
    }
    Process guard =
        Processes.guard(journal, "--log", "-", "--rule", "ssh-login", "--state", state());
    assertThat(guard.waitFor()).isZero();
    assertThat(list()).contains("198.51.100.7  ssh-login");
  }

  /** Followed in a process of its own through both ways of rotation; then lifted by hand. */
  @Test
  @Tag("long")
  void following() throws Exception {
    Queue<String> told = new ConcurrentLinkedQueue<>();
    HttpServer hook =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    hook.start();
    log.add("");
    Process guard =
        Processes.guard(
            "--log",
            log.file().toString(),
            "--rule",
            "moinmoin-newaccount",
            "--htaccess",
            htaccess.toString(),
            "--state",
            state(),
            "--follow",
            "--webhook",
            "http://127.0.0.1:" + hook.getAddress().getPort() + "/");
    try {
      log.spam("198.51.100.1", now);
      denied("198.51.100.1");
      Files.move(log.file(), directory.resolve("access.log.1"));
      log.spam("198.51.100.2", now);
      denied("198.51.100.2");
      Files.copy(log.file(), directory.resolve("access.log.2"));
      Files.write(log.file(), new byte[0]);
      log.spam("198.51.100.3", now);
      denied("198.51.100.3");
      assertThat(guard().err()).contains("another haneul guard (process " + guard.pid() + ")");
      assertThat(Command.run("unban", "198.51.100.2", "--state", state()).out())
          .isEqualTo("198.51.100.2 is let in again\n");
      assertThat(Files.readString(htaccess)).doesNotContain("198.51.100.2");
      await().atMost(Duration.ofSeconds(20)).until(() -> told.size() == 3);
      assertThat(told)
          .allSatisfy(body -> assertThat(body).contains("\"event\":\"ban\"", "\"text\":\"haneul"));
    } finally {
      guard.destroy();
      assertThat(guard.waitFor()).isEqualTo(143);
      hook.stop(0);
    }
    assertThat(list()).contains("198.51.100.1", "198.51.100.3").doesNotContain("198.51.100.2");
  }

  private void denied(String address) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(Files.readString(htaccess)).contains("Deny from " + address));
  }

  /** Killed at any moment, again and again: in the end the same bans, and a state that is whole. */
  @Test
  @Tag("long")
  void killed() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      Instant time = now.minusSeconds(60_000 - i);
      lines.append(WebLog.line("198.51.100." + i % 77, time, WebLog.SPAM));
    }
    log.add(lines.toString());
    assertThat(guard("--quiet", "--ban", "1h").status()).isZero();
    List<String> expected = all(directory.resolve("state"));
    assertThat(expected).hasSizeGreaterThan(200);

    Path other = directory.resolve("other");
    WebLog slow = new WebLog(directory.resolve("slow.log"));
    int kills = 6;
    for (int kill = 0; kill < kills; kill++) {
      int piece = lines.length() / kills;
      slow.add(
          lines.substring(kill * piece, kill + 1 == kills ? lines.length() : (kill + 1) * piece));
      Process guard =
          Processes.guard(
              "--log",
              slow.file().toString(),
              "--rule",
              "moinmoin-newaccount",
              "--ban",
              "1h",
              "--htaccess",
              htaccess.toString(),
              "--state",
              other.toString(),
              "--follow");
      Thread.sleep(300 + kill * 70L);
      guard.destroyForcibly();
      guard.waitFor();
    }
    CliRun last =
        Command.run(
            "--log",
            slow.file().toString(),
            "--rule",
            "moinmoin-newaccount",
            "--ban",
            "1h",
            "--htaccess",
            htaccess.toString(),
            "--state",
            other.toString(),
            "--quiet");
    assertThat(last.status()).isZero();
    same(all(other), expected);
    assertThat(Files.readString(htaccess)).endsWith("# END haneul guard\nOptions -Indexes\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|2|say which log to read",
        "--log LOG|2|say what counts",
        "--log LOG --rule nonsense|1|there is no rule nonsense; there are moinmoin-newaccount,",
        "--log LOG.none --rule ssh-login|1|there is no log at",
        "--log DIR --rule ssh-login|1|is not a file",
        "--log LOG --rule ssh-login --allow x|1|--allow takes an address or a network",
        "--log LOG --rule ssh-login --allow-file DIR/none|1|cannot be read",
        "--log LOG --rule ssh-login --window never|1|--window takes a time such as",
        "--log LOG --rule ssh-login --threshold 0|2|--threshold takes a number from 1",
        "--log LOG --rule ssh-login --format xml|2|expected one of",
        "--log LOG --rule ssh-login --nft-ports 0|2|from 1 to 65535",
        "--log LOG --rule ssh-login --htaccess-syntax 3|2|takes both, 2.4 or 2.2",
        "--log LOG --rule ssh-login --webhook ftp://x/|2|begins with https://",
        "--log LOG --rule ssh-login --webhook https://x/se{cret|2|begins with https://",
        "--log LOG --rule moinmoin-newaccount --htaccess DIR|1|name the file: ",
        "--log LOG --rule ssh-login --follow --dry-run|2|looks once",
        "--log LOG --rules DIR/none.yaml|1|cannot be read",
        "unban|2|Say which addresses, or --all",
        "unban x|1|unban takes an address",
        "why x|1|why takes an address",
        "rules nonsense|1|there is no rule nonsense",
        "test-rule none.yaml|1|there is no file none.yaml",
        "nonsense|2|Unmatched argument"
      })
  void mistakesAreToldWithTheMend(String arguments, int status, String said) throws IOException {
    log.add("");
    String line = arguments == null ? "" : arguments;
    String[] words =
        Stream.of(line.split(" "))
            .filter(word -> !word.isEmpty())
            .map(word -> word.replace("LOG", log.file().toString()))
            .map(word -> word.replace("DIR", directory.toString()))
            .toArray(String[]::new);
    String[] all = Stream.of(words, withState(words)).flatMap(Stream::of).toArray(String[]::new);
    CliRun result = Command.run(all);
    assertThat(result.err()).contains(said).doesNotContain("Exception", "\tat ", "se{cret");
    assertThat(result.status()).isEqualTo(status);
  }

  private String[] withState(String[] words) {
    boolean takes =
        words.length == 0 || !List.of("rules", "test-rule", "nonsense").contains(words[0]);
    return takes ? new String[] {"--state", state()} : new String[0];
  }

  @Test
  void rules() throws IOException {
    CliRun all = Command.run("test-rule");
    assertThat(all.out()).contains("moinmoin-newaccount: 26 lines tried, all well");
    assertThat(all.status()).isZero();
    String ssh = Command.run("rules", "ssh-login").out();
    Path mine = directory.resolve("mine.yaml");
    Files.writeString(mine, ssh.replace("sudo[4711]", "sshd[4711]"));
    CliRun broken = Command.run("test-rule", mine.toString());
    assertThat(broken.status()).isEqualTo(1);
    assertThat(broken.out()).contains("ssh-login: 19 lines tried, ");
    Files.writeString(
        mine,
        """
        rules:
          - name: mine
            match: [{path: ^/x}]
            threshold: 2
            window: 1m
            tests:
              hits:
                192.0.2.1: |
                  192.0.2.2 - - [05/May/2013:10:00:01 +0900] "GET /x HTTP/1.1" 200 51
              misses: |
                192.0.2.2 - - [05/May/2013:10:00:01 +0900] "GET /xy HTTP/1.1" 200 51
              bans:
                192.0.2.2: |
                  192.0.2.2 - - [05/May/2013:10:00:01 +0900] "GET /x HTTP/1.1" 200 51
          - name: untested
            match: [{path: ^/y}]
            threshold: 2
            window: 1m
        """);
    CliRun wrong = Command.run("test-rule", mine.toString());
    assertThat(wrong.out())
        .contains("mine: 3 lines tried, 3 wrong")
        .contains("should count for 192.0.2.1 and does for 192.0.2.2")
        .contains("should not count and does")
        .contains("should ban 192.0.2.2 and bans nobody")
        .contains("untested: has no tests");
    log.add("198.51.100.2", now, "GET /x HTTP/1.1").add("198.51.100.2", now, "GET /x HTTP/1.1");
    assertThat(
            Command.run(
                    "--log", log.file().toString(), "--rules", mine.toString(), "--state", state())
                .out())
        .contains("banned 198.51.100.2");
    assertThat(Command.run("rules").out()).contains("keystone-login").hasLineCount(8);
  }

  @Test
  void helpTeaches() {
    for (String command : List.of("list", "why", "unban", "rules", "test-rule")) {
      assertThat(Command.run(command, "--help").out()).contains("Usage:", "--help");
    }
    assertThat(Command.run("--help").out())
        .contains("Examples:", "Exit status:", "Commands:", "crontab", "--dry-run");
  }
}
