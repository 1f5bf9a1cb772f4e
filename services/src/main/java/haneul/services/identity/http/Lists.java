package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Page;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Lists as Keystone shows them: the things, and links to this page and the next. */
final class Lists {
  /** Keystone's filters for parts of names; here names are matched whole. */
  private static final Pattern INEXACT = Pattern.compile(".*__i?(contains|startswith|endswith)");

  private Lists() {}

  /** The page asked for by {@code limit} and {@code marker}. */
  static Page page(Request request) {
    for (String name : request.query().names()) {
      if (INEXACT.matcher(name).matches()) {
        refuse(request, name);
      }
    }
    int limit = Math.min(request.query().integer("limit", 1).orElse(Page.MAX), Page.MAX);
    return new Page(request.query().first("marker"), limit);
  }

  /** A filter by text; a name without a value narrows nothing, as in Keystone. */
  static Optional<String> text(Request request, String name) {
    return request.query().first(name).filter(value -> !value.isEmpty());
  }

  /** Refuses a filter that would be ignored where ignoring it would show too much. */
  static void refuse(Request request, String... names) {
    for (String name : names) {
      if (request.query().names().contains(name)) {
        throw CloudException.badField(name, "", "this cloud cannot filter by it");
      }
    }
  }

  /**
   * @param things a page as {@link Page} gives it, with one more when there are more
   */
  static <T> Response answer(
      Request request,
      String name,
      Page page,
      List<T> things,
      Function<T, String> id,
      BiFunction<T, Request, ObjectNode> view) {
    boolean more = things.size() > page.limit();
    List<T> shown = more ? things.subList(0, page.limit()) : things;
    var body = Json.object();
    var list = body.putArray(name);
    shown.forEach(thing -> list.add(view.apply(thing, request)));
    ObjectNode links = links(request);
    if (more) {
      links.put("next", next(request, page.limit(), id.apply(shown.getLast())));
    }
    body.set("links", links);
    return Response.ok(body);
  }

  /** The links of a list that is whole. */
  static ObjectNode links(Request request) {
    String query = request.query().raw();
    return Json.object()
        .putNull("next")
        .put("self", self(request) + (query.isEmpty() ? "" : "?" + query))
        .putNull("previous");
  }

  private static String self(Request request) {
    return request.baseUrl() + request.path();
  }

  private static String next(Request request, int limit, String marker) {
    String others =
        Arrays.stream(request.query().raw().split("&", -1))
            .filter(part -> !part.isEmpty())
            .filter(part -> !part.startsWith("limit=") && !part.startsWith("marker="))
            .map(part -> part + "&")
            .collect(Collectors.joining());
    return self(request)
        + "?"
        + others
        + "limit="
        + limit
        + "&marker="
        + URLEncoder.encode(marker, StandardCharsets.UTF_8);
  }
}
