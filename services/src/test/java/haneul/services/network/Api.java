package haneul.services.network;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.auth.Caller;
import haneul.platform.http.HttpServer;
import haneul.platform.http.Json;
import haneul.platform.store.Store;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The API over HTTP. A token is the name of who has it. */
final class Api implements AutoCloseable {
  private static final Map<String, Caller> CALLERS =
      Map.of(
          "admin", Cloud.caller(Cloud.ADMIN, "admin", "member", "reader"),
          "member", Cloud.caller(Cloud.DEMO, "member", "reader"),
          "reader", Cloud.caller(Cloud.DEMO, "reader"),
          "other", Cloud.caller(Cloud.OTHER, "member", "reader"));

  final Cloud cloud;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /** An answer. */
  record Answer(int status, JsonNode body, HttpResponse<String> raw) {
    /** The NeutronError's type and message. */
    String error() {
      JsonNode error = body.path("NeutronError");
      return status
          + " "
          + error.path("type").asString("?")
          + ": "
          + error.path("message").asString("?");
    }

    JsonNode at(String path) {
      return body.at(path);
    }

    String text(String path) {
      return body.at(path).asString("");
    }

    Answer is(int expected) {
      assertThat(status).as(raw.body()).isEqualTo(expected);
      return this;
    }
  }

  Api(Store store) {
    this.cloud = new Cloud(store);
    this.server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(cloud.service.api(), cloud.service.pathChecks()),
            token -> Optional.ofNullable(CALLERS.get(token)),
            new SimpleMeterRegistry());
  }

  Answer get(String who, String path) {
    return send(who, "GET", path, "");
  }

  Answer post(String who, String path, String body) {
    return send(who, "POST", path, body);
  }

  Answer put(String who, String path, String body) {
    return send(who, "PUT", path, body);
  }

  Answer delete(String who, String path) {
    return send(who, "DELETE", path, "");
  }

  Answer send(String who, String method, String path, String body) {
    return sendTo(who, method, "/network" + path, body);
  }

  /** To a path that need not be of Neutron's API. */
  Answer sendTo(String who, String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    if (!who.isEmpty()) {
      request.header("X-Auth-Token", who);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonNode json =
          response.body().startsWith("{") ? Json.parseOurs(response.body()) : Json.object();
      return new Answer(response.statusCode(), json, response);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A network with one subnet; its id. */
  String network(String who, String name, String cidr) {
    String id =
        post(who, "/v2.0/networks", "{'network': {'name': '" + name + "'}}")
            .is(201)
            .text("/network/id");
    if (!cidr.isEmpty()) {
      subnet(who, id, cidr, "");
    }
    return id;
  }

  Answer subnet(String who, String network, String cidr, String more) {
    return post(
        who,
        "/v2.0/subnets",
        "{'subnet': {'network_id': '"
            + network
            + "', 'ip_version': 4, 'cidr': '"
            + cidr
            + "'"
            + more
            + "}}");
  }

  Answer port(String who, String network, String more) {
    return post(who, "/v2.0/ports", "{'port': {'network_id': '" + network + "'" + more + "}}");
  }

  @Override
  public void close() {
    server.close();
  }
}
