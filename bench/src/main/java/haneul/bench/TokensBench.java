package haneul.bench;

import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.store.RevocationRows;
import haneul.services.identity.store.TokenRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What tokens that pile up cost: rows in the driver {@code sql}, revocations, memory. Validations
 * are of 30,000 tokens in turn, more than are remembered, so that the tables are asked.
 */
final class TokensBench {
  private static final int TOKENS = 30_000;
  private static final int ROWS = 1_000_000;
  private static final int ROWS_AT_ONCE = 10_000;
  private static final int MINTED = 1_000_000;
  private static final int WARM_SECONDS = 15;
  private static final int SECONDS = 15;
  private static final Pattern ISSUED =
      Pattern.compile("haneul_tokens_issued_total\\{driver=\"[a-z]+\"\\} ([0-9.E+]+)");

  private TokensBench() {}

  static void run() throws IOException, InterruptedException {
    rows();
    revocations();
    memory();
  }

  /** Half of a million rows have expired; they go while it is measured. */
  private static void rows() throws IOException, InterruptedException {
    try (BenchCloud cloud = new BenchCloud()) {
      Files.writeString(
          cloud.state().resolve("haneul.yaml"), "identity: {tokens: {driver: sql}}\n");
      cloud.up("FAKE");
      Path tokens = tokens(cloud);
      Wrk.Seen empty = validate(cloud, tokens);
      System.out.printf("%-52s %s%n", "sql, no other row", empty);
      cloud.stop();
      Instant now = Instant.now();
      fill(
          cloud,
          ROWS,
          (tx, i) ->
              TokenRows.insert(
                  tx,
                  "filler-" + i,
                  "nobody",
                  new byte[70],
                  now.plusSeconds(i % 2 == 0 ? -60 : 7200)));
      cloud.up("FAKE");
      Wrk.Seen purging = validate(cloud, tokens);
      long left = expiredRows(cloud);
      if (left == 0) {
        throw new IOException("the purge was over before the measurement was");
      }
      ratio("sql, 1,000,000 rows, half expired, purge running", empty, purging);
      while (expiredRows(cloud) > 0) {
        Thread.sleep(1_000);
      }
      ratio("sql, after the purge", empty, validate(cloud, tokens));
      Files.delete(tokens);
    }
  }

  private static void revocations() throws IOException, InterruptedException {
    try (BenchCloud cloud = new BenchCloud()) {
      cloud.up("FAKE");
      Path tokens = tokens(cloud);
      Wrk.Seen first = null;
      int there = 0;
      for (int wanted : List.of(10, 10_000, 100_000)) {
        cloud.stop();
        int from = there;
        Instant end = Instant.now().plusSeconds(7200);
        fill(cloud, wanted - from, (tx, i) -> RevocationRows.put(tx, "filler-" + (from + i), end));
        there = wanted;
        cloud.up("FAKE");
        Wrk.Seen seen = validate(cloud, tokens);
        first = first == null ? seen : first;
        ratio(String.format(Locale.ROOT, "fernet, %,d revocations", wanted), first, seen);
      }
      Files.delete(tokens);
    }
  }

  /** Logs in until a million tokens were made. */
  private static void memory() throws IOException, InterruptedException {
    try (BenchCloud cloud = new BenchCloud()) {
      cloud.up("FAKE");
      IdentityPeer identity = cloud.identity();
      String script = Wrk.same("POST", identity.login("admin"));
      double made = 0;
      while (made < MINTED) {
        Wrk.run(identity.tokensUrl(), script, SECONDS);
        made = issued(cloud);
        System.out.printf(
            Locale.ROOT,
            "%-52s %.0f MiB resident%n",
            String.format(Locale.ROOT, "%,.0f tokens made", made),
            cloud.residentMebibytes());
      }
    }
  }

  private static void ratio(String name, Wrk.Seen empty, Wrk.Seen seen) {
    System.out.printf(
        Locale.ROOT,
        "%-52s %s: %.2f times the time of the first%n",
        name,
        seen,
        empty.perSecond() / seen.perSecond());
  }

  private static Wrk.Seen validate(BenchCloud cloud, Path tokens)
      throws IOException, InterruptedException {
    IdentityPeer identity = cloud.identity();
    String script = Wrk.subjects(tokens, identity.token("admin"));
    Wrk.run(identity.tokensUrl(), script, WARM_SECONDS);
    return Wrk.run(identity.tokensUrl(), script, SECONDS);
  }

  /** A file of tokens, one a line. */
  private static Path tokens(BenchCloud cloud) throws IOException, InterruptedException {
    IdentityPeer identity = cloud.identity();
    List<String> tokens = new ArrayList<>();
    IdentityBench.all(
        IntStream.range(0, TOKENS)
            .mapToObj(i ->
                (Callable<Object>)
                    () -> {
                      String token = identity.token("admin");
                      synchronized (tokens) {
                        tokens.add(token);
                      }
                      return token;
                    })
            .toList());
    return Files.write(Files.createTempFile("haneul-bench-", ".tokens"), tokens);
  }

  private interface Row {
    void insert(Tx tx, int i);
  }

  /** Writes rows into the database of a cloud that does not run. */
  private static void fill(BenchCloud cloud, int rows, Row row) {
    try (Store store = Store.sqlite(cloud.state().resolve("haneul.db"))) {
      for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
        int begin = from;
        store.run(tx ->
            IntStream.range(begin, Math.min(rows, begin + ROWS_AT_ONCE))
                .forEach(i -> row.insert(tx, i)));
      }
    }
  }

  private static long expiredRows(BenchCloud cloud) throws IOException, InterruptedException {
    return cloud
        .call(cloud.token("admin"), "GET", "/identity/haneul/tokens", new byte[0])
        .at("/tokens/expired_rows")
        .asLong();
  }

  private static double issued(BenchCloud cloud) throws IOException, InterruptedException {
    double all = 0;
    Matcher metric = ISSUED.matcher(cloud.text("/metrics"));
    while (metric.find()) {
      all += Double.parseDouble(metric.group(1));
    }
    return all;
  }
}
