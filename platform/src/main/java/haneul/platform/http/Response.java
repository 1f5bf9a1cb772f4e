package haneul.platform.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An answer. Immutable; {@link #with} makes a copy with one header more. */
public record Response(int status, Map<String, String> headers, Body body) {

  /** What is sent. */
  public sealed interface Body {}

  /** Nothing. */
  public record None() implements Body {}

  /** Bytes of a media type. */
  public record Bytes(byte[] bytes, String contentType) implements Body {}

  /**
   * Bytes written as they are produced.
   *
   * @param length in bytes; -1 when unknown
   */
  public record Stream(Writer writer, long length, String contentType) implements Body {}

  /** Writes a body. */
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  public static Response json(int status, JsonNode node) {
    return json(status, Json.bytes(node));
  }

  /** JSON that is rendered already. */
  public static Response json(int status, byte[] json) {
    return new Response(status, Map.of(), new Bytes(json, "application/json"));
  }

  public static Response ok(JsonNode node) {
    return json(200, node);
  }

  public static Response empty(int status) {
    return new Response(status, Map.of(), new None());
  }

  public static Response text(int status, String text, String contentType) {
    return new Response(
        status, Map.of(), new Bytes(text.getBytes(StandardCharsets.UTF_8), contentType));
  }

  public Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }
}
