package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.Selection.Match;
import haneul.services.identity.domain.Selection.Sort;
import haneul.services.identity.domain.Selection.Test;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** Lists as Keystone shows them: what is asked for, the things, links to this page and the next. */
final class Lists {
  private static final String INEXACT = "__";
  private static final int MAX_VALUE = 4_096;

  private Lists() {}

  /**
   * What a list's query asks for: {@code field=value}, {@code field__contains=value} and the like,
   * {@code sort_key}, {@code sort_dir}, {@code limit}, {@code marker}.
   *
   * @param fields that the list can be narrowed by
   */
  static Selection selection(Request request, String... fields) {
    List<String> known = List.of(fields);
    List<Match> matches = new ArrayList<>();
    for (String name : request.query().names()) {
      int at = name.indexOf(INEXACT);
      String field = at < 0 ? name : name.substring(0, at);
      if (at > 0 && !known.contains(field)) {
        throw CloudException.badField(name, "", "this list cannot be narrowed by it");
      }
      if (known.contains(field)) {
        match(request, name, field).ifPresent(matches::add);
      }
    }
    return new Selection(matches, sort(request, known), page(request));
  }

  /** A name without a value narrows nothing, as in Keystone. */
  private static Optional<Match> match(Request request, String name, String field) {
    if (field.equals("enabled") && name.equals(field)) {
      boolean enabled = request.query().bool(name).orElse(true);
      return Optional.of(new Match(field, Test.IS, false, Boolean.toString(enabled)));
    }
    Optional<String> value = text(request, name);
    if (value.isEmpty() || name.equals(field)) {
      return value.map(text -> new Match(field, Test.IS, false, text));
    }
    String comparison = name.substring(field.length() + INEXACT.length());
    boolean ignoringCase = comparison.startsWith("i");
    Test test =
        switch (ignoringCase ? comparison.substring(1) : comparison) {
          case "contains" -> Test.CONTAINS;
          case "startswith" -> Test.STARTS_WITH;
          case "endswith" -> Test.ENDS_WITH;
          case "equals", "exact" -> Test.IS;
          default ->
              throw CloudException.badField(
                  name, "", "there are contains, startswith, endswith, and each with an i before");
        };
    return Optional.of(new Match(field, test, ignoringCase, value.get()));
  }

  private static Optional<Sort> sort(Request request, List<String> fields) {
    Optional<String> key = text(request, "sort_key");
    String direction = text(request, "sort_dir").orElse("asc");
    if (!direction.equals("asc") && !direction.equals("desc")) {
      throw CloudException.badField("sort_dir", direction, "it must be asc or desc");
    }
    if (key.isEmpty()) {
      return Optional.empty();
    }
    if (!key.get().equals("id") && (!fields.contains(key.get()) || key.get().equals("enabled"))) {
      throw CloudException.badField("sort_key", key.get(), "this list cannot be ordered by it");
    }
    return Optional.of(new Sort(key.get(), direction.equals("desc")));
  }

  private static Page page(Request request) {
    int limit = Math.min(request.query().integer("limit", 1).orElse(Page.MAX), Page.MAX);
    return new Page(text(request, "marker"), limit);
  }

  /** A filter by text; a name without a value narrows nothing, as in Keystone. */
  static Optional<String> text(Request request, String name) {
    Optional<String> text = request.query().first(name).filter(value -> !value.isEmpty());
    if (text.map(value -> value.length() > MAX_VALUE).orElse(false)) {
      throw CloudException.badField(name, "", "at most " + MAX_VALUE + " characters are allowed");
    }
    return text;
  }

  /** Refuses a filter that would be ignored where ignoring it would show too much. */
  static void refuse(Request request, String... names) {
    for (String name : names) {
      if (request.query().names().contains(name)) {
        throw CloudException.badField(name, "", "this cloud cannot filter by it");
      }
    }
  }

  /** The same, of the caller's domain only when his token is for one. */
  static Selection withinDomain(Request request, Selection selection) {
    return request
        .caller()
        .domain()
        .map(domain -> selection.and("domain_id", domain))
        .orElse(selection);
  }

  /**
   * @param things as {@link Selection} gives them, with one more when there are more
   */
  static <T> Response answer(
      Request request,
      String name,
      Selection selection,
      List<T> things,
      Function<T, String> id,
      BiFunction<T, Request, ObjectNode> view) {
    int limit = selection.page().limit();
    boolean more = things.size() > limit;
    List<T> shown = more ? things.subList(0, limit) : things;
    var body = Json.object();
    var list = body.putArray(name);
    shown.forEach(thing -> list.add(view.apply(thing, request)));
    ObjectNode links = links(request);
    if (more) {
      links.put("next", next(request, limit, id.apply(shown.getLast())));
      if (request.query().first("limit").isEmpty()) {
        body.put("truncated", true);
      }
    }
    body.set("links", links);
    return Response.ok(body);
  }

  /** A list that is whole. */
  static <T> Response whole(
      Request request, String name, List<T> things, BiFunction<T, Request, ObjectNode> view) {
    var body = Json.object();
    var list = body.putArray(name);
    things.forEach(thing -> list.add(view.apply(thing, request)));
    body.set("links", links(request));
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

  static String self(Request request) {
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
