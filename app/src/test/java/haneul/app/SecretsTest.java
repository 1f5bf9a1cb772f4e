package haneul.app;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client sends in confidence is in no log and in no answer, whatever type it has, wherever
 * it is, and whatever is wrong with the rest; but for answers that give it to whose it is.
 */
@Tag("long")
class SecretsTest {
  /** A password, and one that somebody writes without quotes. */
  private static final String TEXT = "zq9Geheim7Wort";

  private static final String NUMBER = "90731415926535";

  private static final List<String> VALUES =
      List.of(
          "\"" + TEXT + "\"",
          NUMBER,
          "[\"" + TEXT + "\"]",
          "[" + NUMBER + "]",
          "{\"" + TEXT + "\":1}",
          "{\"x\":\"" + TEXT + "\",\"user\":{\"password\":" + NUMBER + "}}",
          "\"" + TEXT + "\\u0001\"",
          "\"" + TEXT.repeat(400) + "\"");

  /** What is wrong as a whole, with {@code X} for all that was right. */
  private static final List<String> BROKEN =
      List.of(
          "X}", "X" + TEXT, "[X]", "{\"a\":" + TEXT + "}", "\"" + TEXT + "\"", TEXT, "{" + TEXT);

  /**
   * A request with secrets.
   *
   * @param body with {@code SECRET} for each of them
   * @param shows whether the answer gives them back, as it should
   */
  private record Call(String method, String path, String body, boolean shows) {}

  private final Set<String> leaks = new LinkedHashSet<>();

  private List<Call> calls(FakeCloud cloud, String admin) {
    String user =
        cloud.ok("GET", "/identity/v3/users?name=demo", admin, "").at("/users/0/id").stringValue();
    String self =
        cloud.ok("GET", "/identity/v3/users?name=admin", admin, "").at("/users/0/id").stringValue();
    String image = cloud.image(admin);
    String server = cloud.server(admin, image);
    String one = "/compute/v2.1/servers/" + server;
    String login = "{'auth':{'identity':{'methods':['%s'],%s},'scope':{'unscoped':{}}}}";
    return List.of(
        post(
            "auth/tokens",
            login.formatted(
                "password", "'password':{'user':{'id':'" + user + "','password':SECRET}}")),
        post(
            "auth/tokens",
            login.formatted(
                "password",
                "'password':{'user':{'name':'demo','domain':{'id':'default'},'password':SECRET}}")),
        post("auth/tokens", login.formatted("token", "'token':{'id':SECRET}")),
        post(
            "auth/tokens",
            login.formatted("totp", "'totp':{'user':{'id':'" + user + "','passcode':SECRET}}")),
        post(
            "auth/tokens",
            login.formatted(
                "application_credential", "'application_credential':{'id':'x','secret':SECRET}")),
        post("auth/tokens", "{'auth':{'passwordCredentials':{'username':'x','password':SECRET}}}"),
        post(
            "ec2tokens",
            "{'credentials':{'access':'x','signature':SECRET,'params':{},'secret':SECRET}}"),
        post("s3tokens", "{'credentials':{'access':'x','signature':SECRET,'token':SECRET}}"),
        post("users", "{'user':{'name':'n','password':SECRET}}"),
        new Call("PATCH", "/identity/v3/users/" + user, "{'user':{'password':SECRET}}", false),
        post(
            "users/" + user + "/password",
            "{'user':{'original_password':SECRET,'password':SECRET}}"),
        new Call(
            "POST",
            "/identity/v3/credentials",
            "{'credential':{'type':'note','user_id':'" + user + "','blob':SECRET}}",
            true),
        new Call(
            "POST",
            "/identity/v3/users/" + self + "/application_credentials",
            "{'application_credential':{'name':'n','secret':SECRET}}",
            true),
        new Call(
            "POST",
            "/compute/v2.1/servers",
            "{'server':{'name':'s','imageRef':'x','flavorRef':'y','networks':'none','adminPass':SECRET,'user_data':SECRET,'personality':[{'path':'/a','contents':SECRET}]}}",
            false),
        new Call("POST", one + "/action", "{'changePassword':{'adminPass':SECRET}}", false),
        new Call(
            "POST",
            one + "/action",
            "{'rebuild':{'imageRef':'" + image + "','adminPass':SECRET,'user_data':SECRET}}",
            false),
        new Call("POST", one + "/action", "{'rescue':{'adminPass':SECRET}}", false),
        new Call("POST", one + "/action", "{'evacuate':{'adminPass':SECRET}}", false),
        new Call(
            "POST",
            "/compute/v2.1/os-keypairs",
            "{'keypair':{'name':'k','private_key':SECRET}}",
            false),
        new Call(
            "POST", "/network/v2.0/networks", "{'network':{'name':'n','password':SECRET}}", false),
        new Call("POST", "/image/v2/images", "{'password':SECRET,'disk_format':7}", true));
  }

  private static Call post(String path, String body) {
    return new Call("POST", "/identity/v3/" + path, body, false);
  }

  @Test
  void nothingSecretIsLoggedOrAnswered(@TempDir Path directory) throws Exception {
    try (FakeCloud cloud = new FakeCloud(directory, Optional.empty())) {
      String admin = cloud.logIn("admin");
      for (Call call : calls(cloud, admin)) {
        for (String body : bodies(call.body().replace('\'', '"'))) {
          HttpResponse<String> answer = cloud.send(call.method(), call.path(), admin, body);
          assertThat(answer.statusCode()).as(body).isNotEqualTo(500);
          if (!call.shows() || answer.statusCode() >= 300) {
            look(call.method() + " " + call.path() + " " + body, answer.body());
          }
        }
      }
      List<String> paths =
          List.of(
              "/v3/auth/tokens",
              "/v2.0/tokens",
              "/v3/users",
              "/v3/auth/tokens/" + TEXT,
              "/v2.0/tokens/" + TEXT,
              "/v3/users?password=" + TEXT,
              "/v3/users?token=%00" + TEXT,
              "/v3/auth/tokens?token=" + TEXT);
      for (String path : paths) {
        for (String method : List.of("GET", "POST", "DELETE")) {
          String body = method.equals("POST") ? TEXT : "";
          HttpResponse<String> answer = cloud.send(method, "/identity" + path, TEXT, body);
          if (!path.contains(TEXT)) {
            look(method + " " + path, answer.body());
          }
        }
      }
      unreadable(cloud, "GET / HTTP/1.1\r\nX-Auth-Token: " + TEXT + "\u0000\r\n\r\n");
      unreadable(cloud, "GET /" + TEXT + "\u0001 HTTP/1.1\r\n\r\n");
      unreadable(cloud, "GET / HTTP/1.1\r\nX-Auth-Token " + TEXT + "\r\n\r\n");
      unreadable(cloud, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + TEXT + "\r\n\r\n");
      unreadable(
          cloud, "GET / HTTP/1.1\r\nHost: x\r\nX-Auth-Token: " + TEXT.repeat(9_000) + "\r\n\r\n");
      unreadable(cloud, TEXT + "\r\n\r\n");
    }
    for (Path file : files(directory.resolve("state/log"))) {
      for (String line : Files.readAllLines(file)) {
        look(file.getFileName().toString(), line);
      }
    }
    assertThat(leaks).isEmpty();
  }

  /** With all kinds of secrets, with one thing less, and broken. */
  private static List<String> bodies(String template) {
    List<String> bodies = new ArrayList<>();
    for (String value : VALUES) {
      String body = template.replace("SECRET", value);
      bodies.add(body);
      without(Json.parseOurs(body)).forEach(less -> bodies.add(Json.text(less)));
    }
    String right = template.replace("SECRET", VALUES.getFirst());
    BROKEN.forEach(broken -> bodies.add(broken.replace("X", right)));
    for (int at = 1; at < right.length(); at += 29) {
      bodies.add(right.substring(0, at));
    }
    return bodies;
  }

  /** The same without one field, for each that it has, and with that being a text. */
  private static List<JsonNode> without(JsonNode whole) {
    List<JsonNode> all = new ArrayList<>();
    for (String name : whole.propertyNames()) {
      ObjectNode less = (ObjectNode) whole.deepCopy();
      less.remove(name);
      all.add(less);
      for (JsonNode inner : without(whole.path(name))) {
        ObjectNode changed = (ObjectNode) whole.deepCopy();
        changed.set(name, inner);
        all.add(changed);
      }
      ObjectNode more = (ObjectNode) whole.deepCopy();
      more.put("unknown", 7);
      all.add(more);
    }
    return all;
  }

  private void look(String where, String text) {
    if (text.contains(TEXT) || text.contains(NUMBER)) {
      leaks.add(
          where.substring(0, Math.min(300, where.length()))
              + " -> "
              + text.substring(0, Math.min(400, text.length())));
    }
  }

  /** Something that is no request; only the answer's beginning is of interest. */
  private void unreadable(FakeCloud cloud, String bytes) throws IOException {
    URI at = cloud.address();
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(5_000);
      OutputStream out = socket.getOutputStream();
      out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      look(
          "unreadable", new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It may as well just hang up.
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".log")).toList();
    }
  }
}
