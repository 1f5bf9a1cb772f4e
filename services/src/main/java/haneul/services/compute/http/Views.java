package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Query;
import haneul.platform.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What nova's documents have in common: links, pages, times. */
final class Views {
  /** The most things one page holds. */
  static final int MAX_PAGE = 1000;

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private Views() {}

  /** Links to a thing: with the API's version, and without as a bookmark. */
  static void links(ObjectNode node, Request request, String path) {
    ArrayNode links = node.putArray("links");
    links.addObject().put("rel", "self").put("href", request.baseUrl() + "/v2.1/" + path);
    links.addObject().put("rel", "bookmark").put("href", request.baseUrl() + "/" + path);
  }

  /** The bookmark alone, for a thing named inside another. */
  static void bookmark(ObjectNode node, Request request, String path) {
    node.putArray("links")
        .addObject()
        .put("rel", "bookmark")
        .put("href", request.baseUrl() + "/" + path);
  }

  /** How many things a page shall hold. */
  static int limit(Query query) {
    return Math.min(MAX_PAGE, query.integer("limit", 0).orElse(MAX_PAGE));
  }

  /** Adds {@code things_links}, or {@code links} where there is no name, to a full page. */
  static void next(ObjectNode page, Request request, String name, int size, String last) {
    if (size > 0 && size == limit(request.query())) {
      next(page, request, name, last);
    }
  }

  /** The same to a page that is full. */
  static void next(ObjectNode page, Request request, String name, String last) {
    page.putArray(name.isEmpty() ? "links" : name + "_links")
        .addObject()
        .put("rel", "next")
        .put("href", request.baseUrl() + request.path() + "?" + with(request.query(), last));
  }

  private static String with(Query query, String marker) {
    List<String> parts = new ArrayList<>();
    for (String name : query.names()) {
      if (!name.equals("marker")) {
        for (String value : query.all(name)) {
          parts.add(encode(name) + "=" + encode(value));
        }
      }
    }
    parts.add("marker=" + encode(marker));
    return String.join("&", parts);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static CloudException markerNotFound(String marker) {
    return CloudException.badRequest("marker [" + marker + "] not found");
  }

  /** {@code 2026-11-22T08:13:26.000000}: to the second, as nova keeps times. */
  static String micros(Instant instant) {
    return MICROS.format(instant.truncatedTo(ChronoUnit.SECONDS));
  }

  /** The same with the microseconds it has. */
  static String exact(Instant instant) {
    return MICROS.format(instant);
  }

  /** A time in a query: ISO 8601, with an offset or in UTC. */
  static Optional<Instant> time(Query query, String name) {
    return query.first(name).map(text -> time(name, text));
  }

  private static Instant time(String name, String text) {
    String iso = text.strip().replace(' ', 'T');
    try {
      if (iso.length() == 10) {
        return bounded(name, text, LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC));
      }
      boolean offset = iso.endsWith("Z") || iso.substring(10).matches(".*[+-].*");
      return bounded(
          name,
          text,
          offset
              ? OffsetDateTime.parse(iso).toInstant()
              : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException | IndexOutOfBoundsException e) {
      throw CloudException.badField(name, text, "'" + text + "' is not a 'date-time'");
    }
  }

  /** Text columns hold four-digit years only. */
  private static Instant bounded(String name, String text, Instant time) {
    int year = time.atOffset(ZoneOffset.UTC).getYear();
    if (year < 1 || year > 9999) {
      throw CloudException.badField(name, text, "the year must be between 1 and 9999");
    }
    return time;
  }
}
