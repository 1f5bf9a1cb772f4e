package haneul.bench;

import haneul.platform.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/**
 * What others notice of clients that are idle, slow, or guess passwords: their p99 in quiet and
 * beside each, in one run. All share the machine's processors; the floods come from addresses of
 * their own, 127.x.y.z.
 */
final class FloodBench {
  private static final int IDLE = 5_000;
  private static final int TRICKLING = 200;
  private static final int GUESSING = 200;
  private static final int ADDRESSES = 1_000;
  private static final int FIRST_LOGINS = 10;
  private static final int SECONDS = 15;
  private static final String VICTIM = "victim";

  private FloodBench() {}

  static void run() throws IOException, InterruptedException {
    try (BenchCloud cloud = new BenchCloud()) {
      cloud.up("FAKE");
      String admin = cloud.token("admin");
      users(cloud, admin);
      others(cloud, "warming up", admin);
      double before = others(cloud, "quiet", admin);
      try (Flood flood = new Flood(cloud.port())) {
        flood.idle();
        flood.trickle();
        Thread.sleep(2_000);
        double during = others(cloud, "5,000 idle and 200 trickling connections", admin);
        print("times the quiet p99", during / before);
        print("connections of theirs that are open", (double) flood.open());
      }
      firstLogins(cloud, "quiet", 0);
      try (Flood flood = new Flood(cloud.port())) {
        flood.guess(GUESSING, 1);
        Thread.sleep(1_000);
        firstLogins(cloud, "200 who guess, one address", 1);
        logins(cloud, "200 who guess, one address", "demo");
        flood.report();
      }
      try (Flood flood = new Flood(cloud.port())) {
        flood.guess(ADDRESSES, ADDRESSES);
        Thread.sleep(1_000);
        firstLogins(cloud, "1,000 addresses that guess", 2);
        logins(cloud, "1,000 addresses that guess", "demo");
        flood.report();
      }
    }
  }

  private static void print(String name, double value) {
    System.out.printf(Locale.ROOT, "%-58s %10.2f%n", name, value);
  }

  private static String user(int round, int i) {
    return "first-" + round + "-" + i;
  }

  private static void users(BenchCloud cloud, String admin)
      throws IOException, InterruptedException {
    user(cloud, admin, VICTIM);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < FIRST_LOGINS; i++) {
        user(cloud, admin, user(round, i));
      }
    }
  }

  private static void user(BenchCloud cloud, String admin, String name)
      throws IOException, InterruptedException {
    ObjectNode body = Json.object();
    body.putObject("user").put("name", name).put("password", "right");
    cloud.call(admin, "POST", "/identity/v3/users", Json.bytes(body));
  }

  private static double others(BenchCloud cloud, String beside, String token)
      throws IOException, InterruptedException {
    String script = Wrk.same("GET", "", "X-Auth-Token", token);
    String url = cloud.url() + "/compute/v2.1/servers?limit=10";
    Wrk.run(url, script, 5); // warm up
    Wrk.Seen seen = Wrk.run(url, script, SECONDS);
    System.out.printf("%-58s %s%n", "GET /servers?limit=10: " + beside, seen);
    return seen.p99Millis();
  }

  private static void logins(BenchCloud cloud, String beside, String user)
      throws IOException, InterruptedException {
    String body = new String(cloud.login(user), StandardCharsets.UTF_8);
    cloud.token(user);
    Wrk.Seen seen =
        Wrk.run(cloud.url() + "/identity/v3/auth/tokens", Wrk.same("POST", body), SECONDS);
    System.out.printf("%-58s %s%n", "login, who logged in before: " + beside, seen);
  }

  /** Of users that never logged in, from an address that is seen for the first time. */
  private static void firstLogins(BenchCloud cloud, String beside, int round)
      throws IOException, InterruptedException {
    int sentAway = 0;
    Figures waits = new Figures("first login: " + beside, "s");
    for (int i = 0; i < FIRST_LOGINS; i++) {
      long began = System.nanoTime();
      int status =
          post(cloud.port(), "127.200." + round + "." + (i + 1), body(user(round, i), "right"));
      if (status == 201) {
        waits.add((System.nanoTime() - began) / 1e9);
      } else {
        sentAway++;
      }
    }
    if (sentAway < FIRST_LOGINS) {
      waits.print();
    }
    print("of ten such logins told to come back", sentAway);
  }

  private static String body(String user, String password) {
    return """
    {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"%s","password":"%s",
      "domain":{"id":"default"}}}}}}\
    """
        .formatted(user, password);
  }

  private static Socket connect(String from, int port) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private static String head(int bytes) {
    return String.join(
        "\r\n",
        "POST /identity/v3/auth/tokens HTTP/1.1",
        "Host: h",
        "Connection: close",
        "Content-Type: application/json",
        "Content-Length: " + bytes,
        "",
        "");
  }

  private static int post(int port, String from, String body) throws IOException {
    try (Socket socket = connect(from, port)) {
      socket
          .getOutputStream()
          .write((head(body.length()) + body).getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String line = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      in.readAllBytes();
      return line.length() < 12 ? 0 : Integer.parseInt(line.substring(9));
    }
  }

  /** Those who do harm, until it is closed. */
  private static final class Flood implements AutoCloseable {
    private final int port;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();

    Flood(int port) {
      this.port = port;
    }

    /** From five addresses; who is thrown out stays out. */
    void idle() throws IOException {
      for (int i = 0; i < IDLE; i++) {
        sockets.add(connect("127.0.0." + (2 + i % 5), port));
      }
    }

    private void start(Runnable harm) {
      threads.add(Thread.ofVirtual().start(harm));
    }

    /** A byte of a body every second, from ten addresses; who is thrown out comes again. */
    void trickle() {
      for (int i = 0; i < TRICKLING; i++) {
        String from = "127.0.1." + (1 + i % 10);
        start(() -> {
          while (!over.get()) {
            try (Socket socket = connect(from, port)) {
              sockets.add(socket);
              socket.getOutputStream().write(head(100_000).getBytes(StandardCharsets.US_ASCII));
              while (!over.get()) {
                socket.getOutputStream().write('{');
                Thread.sleep(1_000);
              }
            } catch (IOException e) {
              // thrown out
            } catch (InterruptedException e) {
              return;
            }
          }
        });
      }
    }

    /** Wrong passwords of a user that is there, one after the other. */
    void guess(int clients, int addresses) {
      for (int i = 0; i < clients; i++) {
        int address = i % addresses;
        String from = "127." + (10 + address / 250) + ".0." + (1 + address % 250);
        String body = body(VICTIM, "wrong-" + i);
        start(() -> {
          while (!over.get()) {
            try {
              switch (post(port, from, body)) {
                case 401 -> wrong.incrementAndGet();
                case 429, 503 -> refused.incrementAndGet();
                default -> other.incrementAndGet();
              }
            } catch (IOException e) {
              other.incrementAndGet();
            }
          }
        });
      }
    }

    long open() {
      return sockets.stream().filter(Flood::isOpen).count();
    }

    private static boolean isOpen(Socket socket) {
      try {
        socket.setSoTimeout(1);
        return socket.getInputStream().read() >= 0;
      } catch (java.net.SocketTimeoutException e) {
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    void report() {
      System.out.printf(
          "%-58s %d told 401, %d told 429 or 503, %d cut off%n",
          "of the guesses", wrong.get(), refused.get(), other.get());
    }

    @Override
    public void close() {
      over.set(true);
      for (Socket socket : sockets) {
        try {
          socket.close();
        } catch (IOException e) {
          // it was
        }
      }
      threads.forEach(Thread::interrupt);
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }
}
