package haneul.tools.openstack;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A cloud, as one who is logged in sees it. */
public final class OpenStack implements AutoCloseable {
  private static final int PAGE = 500;
  private static final int MAX_PAGES = 200;

  private final Http http;
  private final CloudConfig config;
  private final String token;
  private final JsonNode about;
  private final List<Endpoint> endpoints;

  /**
   * @param url as the catalog has it
   */
  public record Endpoint(String type, String name, URI url) {}

  private OpenStack(
      Http http, CloudConfig config, String token, JsonNode about, List<Endpoint> endpoints) {
    this.http = http;
    this.config = config;
    this.token = token;
    this.about = about;
    this.endpoints = endpoints;
  }

  /** Asks for a token. */
  public static OpenStack login(CloudConfig config) throws ApiException {
    return login(config, Http.USUAL_LIMIT);
  }

  static OpenStack login(CloudConfig config, Duration limit) throws ApiException {
    Http http = new Http(config, limit);
    try {
      return login(config, http);
    } catch (ApiException | RuntimeException e) {
      http.close();
      throw e;
    }
  }

  private static OpenStack login(CloudConfig config, Http http) throws ApiException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(config.identity() + "/auth/tokens"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Login.body(config).toString()))
            .build();
    Http.Answer answer = http.send(request);
    JsonNode about = http.json(request, answer).path("token");
    String token =
        answer
            .headers()
            .firstValue("X-Subject-Token")
            .orElseThrow(() -> new ApiException(answer.status(), request.uri() + " gave no token"));
    return new OpenStack(http, config, token, about, endpoints(config, about.path("catalog")));
  }

  /** Of the interface and region asked for. */
  private static List<Endpoint> endpoints(CloudConfig config, JsonNode catalog)
      throws ApiException {
    List<Endpoint> found = new ArrayList<>();
    for (JsonNode service : catalog) {
      for (JsonNode endpoint : service.path("endpoints")) {
        String region =
            endpoint.path("region_id").stringValue(endpoint.path("region").stringValue(""));
        if (endpoint.path("interface").stringValue("").equals(config.interfaceName())
            && config.region().map(region::equals).orElse(true)) {
          found.add(
              new Endpoint(
                  service.path("type").stringValue(""),
                  service.path("name").stringValue(""),
                  url(endpoint.path("url").stringValue(""))));
        }
      }
    }
    return found;
  }

  private static URI url(String text) throws ApiException {
    try {
      URI url = new URI(text.replaceFirst("/+$", ""));
      if (url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // as below
    }
    throw new ApiException(0, "the catalog has an endpoint that is no URL: " + text);
  }

  public List<Endpoint> endpoints() {
    return endpoints;
  }

  public Optional<Endpoint> endpoint(String type) {
    return endpoints.stream().filter(endpoint -> endpoint.type().equals(type)).findFirst();
  }

  /** The names of the roles that the token has. */
  public List<String> roles() {
    return about
        .path("roles")
        .valueStream()
        .map(role -> role.path("name").stringValue(""))
        .toList();
  }

  /**
   * Asks a service.
   *
   * @param path below the service's version, with its query
   */
  public JsonNode get(String type, String path) throws ApiException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base(type) + path))
            .header("X-Auth-Token", token)
            .header("Accept", "application/json")
            .GET()
            .build();
    return http.json(request, http.send(request));
  }

  /**
   * Asks identity for what is beside its version 3.
   *
   * @param path such as {@code /haneul/tokens}
   */
  public JsonNode identity(String method, String path) throws ApiException {
    String base = config.identity().toString().replaceFirst("/v3$", "");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("X-Auth-Token", token)
            .header("Accept", "application/json")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return http.json(request, http.send(request));
  }

  /**
   * Asks our own cloud for what OpenStack has no API for.
   *
   * @param path such as {@code /haneul/v1/hosts}
   * @param body JSON; nothing when empty
   */
  public JsonNode haneul(String method, String path, String body) throws ApiException {
    HttpRequest request =
        HttpRequest.newBuilder(config.identity().resolve(path))
            .header("X-Auth-Token", token)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.json(request, http.send(request));
  }

  private String base(String type) throws ApiException {
    Endpoint endpoint =
        endpoint(type)
            .orElseThrow(() -> new ApiException(0, "the catalog has no endpoint of type " + type));
    String base = endpoint.url().toString();
    // The catalog names networking without its version.
    return type.equals("network") && !base.endsWith("/v2.0") ? base + "/v2.0" : base;
  }

  /**
   * All things of a collection, page by page.
   *
   * @param path without a query
   * @param list the field that holds them
   */
  public List<JsonNode> list(String type, String path, String list) throws ApiException {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    String marker = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      int before = all.size();
      for (JsonNode thing : get(type, path + "?limit=" + PAGE + marker).path(list)) {
        String id = thing.path("id").stringValue("");
        all.put(id, thing);
        marker = "&marker=" + id;
      }
      if (all.size() == before) { // a service may give less than asked for, or know no pages
        return List.copyOf(all.values());
      }
    }
    throw new ApiException(0, path + " has more than " + MAX_PAGES + " pages");
  }

  /**
   * How a URL answers anyone who asks.
   *
   * @param date the server's clock, to the second
   * @param sent when it was asked, by this host's clock
   * @param took until it had answered
   */
  public record Probe(int status, Optional<Instant> date, Instant sent, Duration took) {}

  /** Asks without a token. */
  public Probe probe(URI url) throws ApiException {
    Instant sent = Instant.now();
    long began = System.nanoTime();
    Http.Answer answer = http.send(HttpRequest.newBuilder(url).GET().build());
    return new Probe(
        answer.status(),
        answer.headers().firstValue("Date").flatMap(OpenStack::date),
        sent,
        Duration.ofNanos(System.nanoTime() - began));
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
