package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Json;
import haneul.platform.http.Query;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.PageRequest.Sort;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A list's query: filters, {@code fields}, sorting and paging; and the answer to it. */
final class ListQuery {
  private static final Set<String> NOT_FILTERS =
      Set.of("fields", "sort_key", "sort_dir", "limit", "marker", "page_reverse");

  /** A longer page than this is cut, and a list without {@code limit} goes on in a next one. */
  private static final int MAX_LIMIT = 10_000;

  private ListQuery() {}

  static PageRequest parse(Request request) {
    Query query = request.query();
    Map<String, List<String>> filters = new LinkedHashMap<>();
    for (String name : query.names()) {
      if (!NOT_FILTERS.contains(name)) {
        filters.put(name, query.all(name));
      }
    }
    return new PageRequest(
        filters,
        sorts(query),
        OptionalInt.of(limit(query)),
        query.first("marker").filter(marker -> !marker.isEmpty()),
        query.bool("page_reverse").orElse(false));
  }

  private static int limit(Query query) {
    Optional<String> text = query.first("limit");
    if (text.isEmpty()) {
      return MAX_LIMIT;
    }
    if (!text.get().matches("[0-9]{1,9}")) {
      throw CloudException.badRequest(
          "Limit must be an integer 0 or greater and not '" + text.get() + "'");
    }
    int limit = Integer.parseInt(text.get());
    return limit == 0 ? MAX_LIMIT : Math.min(limit, MAX_LIMIT);
  }

  private static List<Sort> sorts(Query query) {
    List<String> keys = query.all("sort_key");
    List<String> directions = query.all("sort_dir");
    if (!directions.isEmpty() && keys.size() != directions.size()) {
      throw CloudException.badRequest("The number of sort_keys and sort_dirs must be same");
    }
    List<Sort> sorts = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      String direction = directions.isEmpty() ? "asc" : directions.get(i);
      if (!direction.equals("asc") && !direction.equals("desc")) {
        throw CloudException.badRequest(
            "['"
                + direction
                + "'] is invalid value for sort_dirs, valid value is 'asc' and 'desc'");
      }
      sorts.add(new Sort(keys.get(i), direction.equals("asc")));
    }
    return sorts;
  }

  /** The list, with only the fields asked for, and links when a limit was given. */
  static Response answer(Request request, String collection, List<ObjectNode> items) {
    List<String> ids = new ArrayList<>();
    ArrayNode array = Json.array();
    for (ObjectNode item : items) {
      ids.add(item.path("id").asString(""));
      array.add(only(request, item));
    }
    ObjectNode body = Json.object();
    body.set(collection, array);
    int limit = limit(request.query());
    boolean asked = !request.query().first("limit").orElse("0").matches("0+");
    if (!ids.isEmpty() && (asked || ids.size() == limit)) {
      body.set(collection + "_links", links(request, ids, limit));
    }
    return Response.ok(body);
  }

  /** The thing with only the fields asked for. */
  static ObjectNode only(Request request, ObjectNode item) {
    Set<String> fields = new HashSet<>(request.query().all("fields"));
    fields.remove("");
    if (!fields.isEmpty()) {
      for (String name : List.copyOf(item.propertyNames())) {
        if (!fields.contains(name)) {
          item.remove(name);
        }
      }
    }
    return item;
  }

  private static ArrayNode links(Request request, List<String> ids, int limit) {
    boolean reverse = request.query().bool("page_reverse").orElse(false);
    boolean full = ids.size() >= limit;
    ArrayNode links = Json.array();
    if (full || reverse) {
      links.addObject().put("rel", "next").put("href", href(request, ids.getLast(), false));
    }
    if (full || !reverse) {
      links.addObject().put("rel", "previous").put("href", href(request, ids.getFirst(), true));
    }
    return links;
  }

  private static String href(Request request, String marker, boolean reverse) {
    StringBuilder href = new StringBuilder(request.baseUrl()).append(request.path()).append('?');
    for (String name : request.query().names()) {
      if (!name.equals("marker") && !name.equals("page_reverse")) {
        for (String value : request.query().all(name)) {
          href.append(encoded(name)).append('=').append(encoded(value)).append('&');
        }
      }
    }
    href.append("marker=").append(encoded(marker));
    return reverse ? href.append("&page_reverse=True").toString() : href.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
