package haneul.bench;

import haneul.platform.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Identity beside Debian's Keystone, one after the other on the same machine in one run: requests a
 * second with four connections, and the processor time a request takes, which others that use the
 * machine change less.
 */
final class IdentityBench {
  static final int USERS = 1_000;
  private static final int WARM_SECONDS = 5;
  private static final int SECONDS = 15;

  private IdentityBench() {}

  private record Figure(Wrk.Seen seen, double processorMicros) {}

  static void run() throws IOException, InterruptedException {
    List<List<Figure>> figures = new ArrayList<>();
    try (BenchCloud cloud = new BenchCloud()) {
      cloud.up("FAKE");
      IdentityPeer haneul = cloud.identity();
      System.out.printf("%,d users in each …%n", USERS);
      makeUsers(haneul);
      System.out.printf(
          Locale.ROOT,
          "%-44s %10.1f /s%n",
          "Haneul: the first login of each of 1,000 users",
          firstLogins(haneul));
      figures.add(measure(haneul));
    }
    try (KeystoneProcess keystone = KeystoneProcess.start()) {
      figures.add(measure(keystone.identity()));
    }
    compare(figures.get(0), figures.get(1));
  }

  private static final List<String> NAMES =
      List.of(
          "password login, the same user",
          "password login, 1,000 users in turn",
          "token from token",
          "validate",
          "catalog");

  private static List<Figure> measure(IdentityPeer peer) throws IOException, InterruptedException {
    String admin = peer.token("admin");
    String subject = peer.token("bench-1");
    Path bodies = Files.createTempFile("haneul-bench-", ".bodies");
    Files.write(
        bodies, IntStream.rangeClosed(1, USERS).mapToObj(i -> peer.login("bench-" + i)).toList());
    List<Figure> figures = new ArrayList<>();
    String tokens = peer.tokensUrl();
    figures.add(one(peer, tokens, Wrk.same("POST", peer.login("admin"))));
    figures.add(one(peer, tokens, Wrk.bodies(bodies)));
    figures.add(one(peer, tokens, Wrk.same("POST", peer.exchange(subject))));
    figures.add(
        one(peer, tokens, Wrk.same("GET", "", "X-Auth-Token", admin, "X-Subject-Token", subject)));
    figures.add(
        one(peer, peer.v3() + "/auth/catalog", Wrk.same("GET", "", "X-Auth-Token", subject)));
    for (int i = 0; i < figures.size(); i++) {
      System.out.printf(
          Locale.ROOT,
          "%-8s %-36s %s, %.1f µs of processor%n",
          peer.name(),
          NAMES.get(i),
          figures.get(i).seen(),
          figures.get(i).processorMicros());
    }
    Files.delete(bodies);
    return figures;
  }

  private static Figure one(IdentityPeer peer, String url, String script)
      throws IOException, InterruptedException {
    Wrk.run(url, script, WARM_SECONDS);
    double before = peer.processorSeconds();
    Wrk.Seen seen = Wrk.run(url, script, SECONDS);
    return new Figure(seen, (peer.processorSeconds() - before) * 1e6 / seen.requests());
  }

  private static void compare(List<Figure> haneul, List<Figure> keystone) {
    for (int i = 0; i < NAMES.size(); i++) {
      System.out.printf(
          Locale.ROOT,
          "%-44s %8.0f times Keystone's rate, 1/%.0f of its processor time%n",
          NAMES.get(i),
          haneul.get(i).seen().perSecond() / keystone.get(i).seen().perSecond(),
          keystone.get(i).processorMicros() / haneul.get(i).processorMicros());
    }
  }

  /** bench-1 to bench-1000, each admin of project admin, as Keystone's are. */
  static void makeUsers(IdentityPeer peer) throws IOException, InterruptedException {
    String admin = peer.token("admin");
    String project =
        peer.call("GET", "/projects?name=admin", admin, "").at("/projects/0/id").stringValue();
    String role = peer.call("GET", "/roles?name=admin", admin, "").at("/roles/0/id").stringValue();
    all(
        IntStream.rangeClosed(1, USERS)
            .mapToObj(i ->
                (Callable<Object>)
                    () -> {
                      var body = Json.object();
                      body.putObject("user")
                          .put("name", "bench-" + i)
                          .put("password", peer.password());
                      String id =
                          peer.call("POST", "/users", admin, Json.text(body))
                              .at("/user/id")
                              .stringValue();
                      String grant = "/projects/" + project + "/users/" + id + "/roles/" + role;
                      return peer.call("PUT", grant, admin, "");
                    })
            .toList());
  }

  /** How many a second, when none was seen before. */
  private static double firstLogins(IdentityPeer peer) throws IOException, InterruptedException {
    long began = System.nanoTime();
    all(
        IntStream.rangeClosed(1, USERS)
            .mapToObj(i -> (Callable<Object>) () -> peer.token("bench-" + i))
            .toList());
    return USERS / ((System.nanoTime() - began) / 1e9);
  }

  /** Does all of it, four at a time. */
  static void all(List<Callable<Object>> work) throws IOException, InterruptedException {
    try (ExecutorService four = Executors.newFixedThreadPool(4)) {
      for (Future<Object> one : four.invokeAll(work)) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }
}
