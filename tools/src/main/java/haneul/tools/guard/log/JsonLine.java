package haneul.tools.guard.log;

import haneul.tools.guard.address.Address;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of JSON: the journal's, Haneul's own, Caddy's, Traefik's, or what an nginx or Apache was
 * told to write. There is no standard; a field is looked for under the names in use.
 */
final class JsonLine implements Entry {
  private static final JsonMapper MAPPER = new JsonMapper();

  private static final List<String> ADDRESS =
      List.of(
          "client",
          "remote_addr",
          "remote_ip",
          "request.remote_ip",
          "request.remote_addr",
          "client_ip",
          "clientip",
          "client_addr",
          "remoteAddr",
          "remote_address",
          "ClientHost",
          "client.ip",
          "source.ip",
          "src_ip",
          "ip");
  private static final List<String> TIME =
      List.of(
          "__REALTIME_TIMESTAMP",
          "time",
          "ts",
          "@timestamp",
          "timestamp",
          "time_iso8601",
          "time_local",
          "msec",
          "StartUTC");
  private static final List<String> METHOD =
      List.of("method", "request_method", "request.method", "RequestMethod", "http.request.method");
  private static final List<String> TARGET =
      List.of("request_uri", "uri", "request.uri", "RequestPath", "url.original", "url", "path");
  private static final List<String> STATUS =
      List.of("status", "DownstreamStatus", "http.response.status_code", "status_code", "code");
  private static final List<String> REFERER =
      List.of("referer", "http_referer", "request.headers.Referer", "http.request.referrer");
  private static final List<String> AGENT =
      List.of("user_agent", "http_user_agent", "request.headers.User-Agent", "user_agent.original");
  private static final List<String> HOST =
      List.of("host", "server_name", "request.host", "RequestHost");
  private static final List<String> PROGRAM = List.of("SYSLOG_IDENTIFIER", "program", "logger");
  private static final List<String> MESSAGE = List.of("MESSAGE", "message", "msg");

  private final JsonNode line;
  private final String request;

  private JsonLine(JsonNode line) {
    this.line = line;
    JsonNode whole = line.path("request");
    request = whole.isString() ? whole.stringValue() : "";
  }

  static @Nullable Entry read(byte[] bytes, int from, int to) {
    try {
      JsonNode line = MAPPER.readTree(bytes, from, to - from);
      return line.isObject() ? new JsonLine(line) : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /** As it is, or by way of the names between the dots. */
  @Override
  public String member(String name) {
    return text(find(name));
  }

  private JsonNode find(String name) {
    JsonNode found = line.path(name);
    if (found.isMissingNode() && name.indexOf('.') >= 0) {
      found = line;
      for (String part : name.split("\\.", 8)) {
        found = found.path(part);
      }
    }
    return found;
  }

  /** Text, a number as text; the journal writes what is no UTF-8 as a list of bytes. */
  private static String text(JsonNode node) {
    if (node.isArray() && !node.isEmpty() && node.get(0).isNumber()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      node.forEach(number -> bytes.write(number.asInt(0)));
      return Texts.utf8(bytes.toByteArray(), 0, bytes.size());
    }
    String text = node.isArray() ? node.path(0).asString("") : node.asString("");
    return text.length() > Texts.MOST_FIELD_BYTES
        ? text.substring(0, Texts.MOST_FIELD_BYTES)
        : text;
  }

  private String first(List<String> names) {
    for (String name : names) {
      String text = text(find(name));
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  @Override
  public @Nullable Address address() {
    return Address.parseWithPort(first(ADDRESS));
  }

  @Override
  public long timeMillis() {
    for (String name : TIME) {
      JsonNode node = find(name);
      if (node.isNumber()) {
        return Timestamps.epoch(node.doubleValue());
      }
      if (node.isString()) {
        return time(node.stringValue());
      }
    }
    return NO_TIME;
  }

  private static long time(String text) {
    if (text.matches("[0-9]{1,16}(\\.[0-9]{1,9})?")) {
      return Timestamps.epoch(Double.parseDouble(text));
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long access = Timestamps.access(bytes, 0, bytes.length);
    return access != NO_TIME ? access : Timestamps.iso(text, ZoneOffset.UTC).timeMillis();
  }

  @Override
  public String method() {
    String method = first(METHOD);
    return method.isEmpty() ? word(request, 0) : method;
  }

  @Override
  public int status() {
    String text = first(STATUS);
    return text.matches("[1-9][0-9]{2}") ? Integer.parseInt(text) : 0;
  }

  private String target() {
    String target = first(TARGET);
    return target.isEmpty() ? word(request, 1) : target;
  }

  private static String word(String text, int which) {
    String[] words = text.split(" ", which + 2);
    return words.length > which ? words[which] : "";
  }

  @Override
  public String path() {
    String target = target();
    int question = target.indexOf('?');
    return Texts.decoded(question < 0 ? target : target.substring(0, question), false);
  }

  @Override
  public String query() {
    String target = target();
    int question = target.indexOf('?');
    String query =
        question < 0 ? first(List.of("query_string", "args")) : target.substring(question + 1);
    return Texts.decoded(query, true);
  }

  @Override
  public String referer() {
    return first(REFERER);
  }

  @Override
  public String agent() {
    return first(AGENT);
  }

  @Override
  public String host() {
    return first(HOST);
  }

  @Override
  public String program() {
    return first(PROGRAM);
  }

  @Override
  public String message() {
    return first(MESSAGE);
  }

  @Override
  public String text() {
    String message = message();
    return Texts.shown(message.isEmpty() ? method() + " " + target() + " " + status() : message);
  }
}
