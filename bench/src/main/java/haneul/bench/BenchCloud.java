package haneul.bench;

import haneul.app.cli.PinnedCertificate;
import haneul.app.cloud.StateDirectory;
import haneul.platform.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A cloud in a process of its own, and a client of it. */
final class BenchCloud implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path state;
  private final String address;
  private final int port;
  private @Nullable HttpClient http;
  private @Nullable Process process;

  BenchCloud() throws IOException {
    this("127.0.0.1");
  }

  /** One that listens on an address of this machine; over TLS if that is no loopback's. */
  BenchCloud(String address) throws IOException {
    this.address = address;
    state = Files.createTempDirectory(Path.of("/var/tmp"), "haneul-");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  /** Made when its certificate is there. */
  private HttpClient http() throws IOException {
    HttpClient made = http;
    if (made == null) {
      HttpClient.Builder builder = HttpClient.newBuilder();
      new StateDirectory(state)
          .certificate()
          .ifPresent(file -> builder.sslContext(PinnedCertificate.context(file)));
      made = builder.build();
      http = made;
    }
    return made;
  }

  Path state() {
    return state;
  }

  int port() {
    return port;
  }

  String url() {
    return (address.startsWith("127.") ? "http://" : "https://") + address + ":" + port;
  }

  private static List<String> launch() {
    return new ArrayList<>(System.getenv("HANEUL_LAUNCH").lines().toList());
  }

  /** Starts the process that {@code up} starts, and does not wait. */
  Process spawn(String engines, String... more) throws IOException {
    List<String> command = launch();
    command.addAll(List.of("serve", state.toString(), address + ":" + port, engines));
    command.addAll(List.of(more));
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(state.resolve("bench-output").toFile())
            .start();
    process = started;
    return started;
  }

  /** A command as a user types it, e.g. {@code up}; how many seconds until it returns. */
  double shell(String command) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of(System.getProperty("haneul.home") + "/haneul", command));
    if (!command.startsWith("-")) {
      all.addAll(List.of("--state", state.toString()));
    }
    if (command.equals("up")) {
      all.addAll(List.of("--listen", "127.0.0.1:" + port));
    }
    return seconds(all.toArray(String[]::new));
  }

  /** How long a command takes that must succeed. */
  static double seconds(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("HANEUL_NO_BUILD", "1");
    long began = System.nanoTime();
    int status = builder.start().waitFor();
    double took = (System.nanoTime() - began) / 1e9;
    if (status != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + status);
    }
    return took;
  }

  /** Starts it and waits until all is there. */
  void up(String engines) throws IOException, InterruptedException {
    spawn(engines);
    awaitUp();
  }

  /** Starts control alone; where its agents reach it. */
  URI upAsControl() throws IOException, InterruptedException {
    int link;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      link = socket.getLocalPort();
    }
    spawn("FAKE", "CONTROL", "127.0.0.1:" + link);
    awaitUp();
    return URI.create("https://127.0.0.1:" + link);
  }

  private void awaitUp() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.readString(state.resolve("bench-output")).contains("Haneul is up")) {
      if (System.nanoTime() > end || process == null || !process.isAlive()) {
        throw new IOException(
            "it did not start: " + Files.readString(state.resolve("bench-output")));
      }
      Thread.sleep(20);
    }
  }

  void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor();
      process = null;
    }
  }

  /** The processor time that the program took so far, in seconds. */
  double processorSeconds() {
    if (process == null) {
      throw new IllegalStateException("it does not run");
    }
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** The resident memory of the program in MiB, as the kernel counts it. */
  double residentMebibytes() throws IOException {
    String pid =
        process == null
            ? Files.readString(state.resolve("lock")).strip() // it was started from the shell
            : Long.toString(process.pid());
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    throw new IOException("no VmRSS");
  }

  /** The body of a login, on the project of the same name. */
  byte[] login(String user) throws IOException {
    return login(user, user);
  }

  private byte[] login(String user, String projectName) throws IOException {
    JsonNode passwords = Json.parseOurs(Files.readString(state.resolve("passwords.json")));
    ObjectNode body = Json.object();
    ObjectNode auth = body.putObject("auth");
    ObjectNode identity = auth.putObject("identity");
    identity.putArray("methods").add("password");
    ObjectNode who = identity.putObject("password").putObject("user");
    who.put("name", user).put("password", passwords.path(user).stringValue(""));
    who.putObject("domain").put("id", "default");
    ObjectNode project = auth.putObject("scope").putObject("project");
    project.put("name", projectName).putObject("domain").put("id", "default");
    return Json.bytes(body);
  }

  /** Identity alone. */
  IdentityPeer identity() throws IOException {
    if (process == null) {
      throw new IllegalStateException("it does not run");
    }
    JsonNode passwords = Json.parseOurs(Files.readString(state.resolve("passwords.json")));
    return new IdentityPeer(
        "Haneul",
        url() + "/identity/v3",
        passwords.path("admin").stringValue(""),
        List.of(process.pid()));
  }

  String token(String user) throws IOException, InterruptedException {
    return token(user, user);
  }

  String token(String user, String projectName) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http()
            .send(
                HttpRequest.newBuilder(URI.create(url() + "/identity/v3/auth/tokens"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(login(user, projectName)))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 201) {
      throw new IOException("login: " + answer.statusCode());
    }
    return answer.headers().firstValue("X-Subject-Token").orElseThrow();
  }

  /** What anyone may read at a path. */
  String text(String path) throws IOException, InterruptedException {
    return http()
        .send(
            HttpRequest.newBuilder(URI.create(url() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  JsonNode call(String token, String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http()
            .send(
                HttpRequest.newBuilder(URI.create(url() + path))
                    .header("X-Auth-Token", token)
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() >= 300) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s %s: %d %s",
              method,
              path,
              answer.statusCode(),
              new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8)));
    }
    return answer.body().length == 0 ? Json.object() : Json.parse(answer.body());
  }

  /** The request that makes a server of the smallest kind on the network private. */
  byte[] serverRequest(String token, String image) throws IOException, InterruptedException {
    ObjectNode body = Json.object();
    ObjectNode server = body.putObject("server");
    server.put("name", "bench");
    server.put("imageRef", image);
    for (JsonNode flavor :
        call(token, "GET", "/compute/v2.1/flavors", new byte[0]).path("flavors")) {
      if (flavor.path("name").stringValue("").equals("m1.tiny")) {
        server.put("flavorRef", flavor.path("id").stringValue(""));
      }
    }
    server
        .putArray("networks")
        .addObject()
        .put(
            "uuid",
            call(token, "GET", "/network/v2.0/networks?name=private", new byte[0])
                .path("networks")
                .path(0)
                .path("id")
                .stringValue(""));
    return Json.bytes(body);
  }

  /** Makes a project in which admin is admin, without quotas; a token of his on it. */
  String project(String admin, String name) throws IOException, InterruptedException {
    ObjectNode body = Json.object();
    body.putObject("project").put("name", name);
    String project =
        call(admin, "POST", "/identity/v3/projects", Json.bytes(body))
            .at("/project/id")
            .stringValue("");
    String user = id(admin, "/identity/v3/users?name=admin", "users");
    String role = id(admin, "/identity/v3/roles?name=admin", "roles");
    String grant = "/identity/v3/projects/" + project + "/users/" + user + "/roles/" + role;
    call(admin, "PUT", grant, new byte[0]);
    withoutQuotas(admin, project);
    return token("admin", name);
  }

  private String id(String token, String path, String list)
      throws IOException, InterruptedException {
    return call(token, "GET", path, new byte[0]).at("/" + list + "/0/id").stringValue("");
  }

  /** The project in which demo is a member. */
  String demoProject() throws IOException, InterruptedException {
    return id(token("demo"), "/identity/v3/auth/projects", "projects");
  }

  /** Lets a project have as much as it likes. */
  void withoutQuotas(String admin, String project) throws IOException, InterruptedException {
    ObjectNode quota = Json.object();
    quota.putObject("quota_set").put("instances", -1).put("cores", -1).put("ram", -1);
    call(admin, "PUT", "/compute/v2.1/os-quota-sets/" + project, Json.bytes(quota));
    ObjectNode networks = Json.object();
    networks.putObject("quota").put("port", -1).put("network", -1).put("subnet", -1);
    call(admin, "PUT", "/network/v2.0/quotas/" + project, Json.bytes(networks));
  }

  /** Makes a network with one subnet; its id. */
  String network(String token, String name, String cidr) throws IOException, InterruptedException {
    ObjectNode network = Json.object();
    network.putObject("network").put("name", name);
    String id =
        call(token, "POST", "/network/v2.0/networks", Json.bytes(network))
            .at("/network/id")
            .stringValue("");
    ObjectNode subnet = Json.object();
    subnet.putObject("subnet").put("network_id", id).put("cidr", cidr).put("ip_version", 4);
    call(token, "POST", "/network/v2.0/subnets", Json.bytes(subnet));
    return id;
  }

  /** Uploads an image that fakes take; its id. */
  String fakeImage(String token, String visibility) throws IOException, InterruptedException {
    ObjectNode image = Json.object();
    image
        .put("name", "fake")
        .put("disk_format", "raw")
        .put("container_format", "bare")
        .put("visibility", visibility);
    String id =
        call(token, "POST", "/image/v2/images", Json.bytes(image)).path("id").stringValue("");
    http()
        .send(
            HttpRequest.newBuilder(URI.create(url() + "/image/v2/images/" + id + "/file"))
                .header("X-Auth-Token", token)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[512]))
                .build(),
            HttpResponse.BodyHandlers.discarding());
    return id;
  }

  @Override
  public void close() throws IOException {
    List<String> command = launch();
    command.addAll(List.of("down", "--guests", "--state", state.toString()));
    try {
      stop();
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectErrorStream(true)
          .start()
          .waitFor();
      new ProcessBuilder("rm", "-rf", state.toString()).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
