package haneul.services.image.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Query;
import haneul.services.image.domain.ImageField;
import haneul.services.image.domain.ImageMember;
import haneul.services.image.domain.ImageQuery;
import haneul.services.image.domain.ImageQuery.Comparison;
import haneul.services.image.domain.Visibility;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the query of a list of images. What is no parameter of Glance's filters by property. */
final class ListParameters {
  private static final int DEFAULT_LIMIT = 25;
  private static final int MAX_LIMIT = 1000;
  private static final int MAX_VALUES = 100;
  private static final int MAX_FILTERS = 50;
  private static final Set<String> NO_FILTERS =
      Set.of(
          "limit",
          "marker",
          "sort",
          "sort_key",
          "sort_dir",
          "tag",
          "visibility",
          "member_status",
          "size_min",
          "size_max");

  private ListParameters() {}

  static ImageQuery parse(Query query) {
    List<ImageQuery.Filter> filters = new ArrayList<>();
    for (String name : query.names()) {
      if (!NO_FILTERS.contains(name)) {
        filters.add(filter(name, query.first(name).orElse("")));
      }
    }
    size(query, "size_min", Comparison.GTE).ifPresent(filters::add);
    size(query, "size_max", Comparison.LTE).ifPresent(filters::add);
    if (query.first("os_hidden").isEmpty()) {
      filters.add(new ImageQuery.FlagIs(ImageField.OS_HIDDEN, false));
    }
    List<String> tags = query.all("tag").stream().map(String::strip).distinct().toList();
    if (filters.size() + tags.size() > MAX_FILTERS) {
      throw CloudException.badRequest("A list has at most " + MAX_FILTERS + " filters.");
    }
    return new ImageQuery(
        scope(query), filters, tags, sorts(query), limit(query), query.first("marker"));
  }

  /** The number of images a page has at most. */
  private static int limit(Query query) {
    Optional<String> text = query.first("limit");
    if (text.isEmpty()) {
      return DEFAULT_LIMIT;
    }
    if (!text.get().matches("[+-]?[0-9]{1,18}")) {
      throw CloudException.badRequest("limit param must be an integer");
    }
    long limit = Long.parseLong(text.get());
    if (limit < 0) {
      throw CloudException.badRequest("limit param must be positive");
    }
    return (int) Math.min(limit, MAX_LIMIT);
  }

  private static ImageQuery.Scope scope(Query query) {
    Optional<String> visibility = query.first("visibility").filter(text -> !text.isEmpty());
    boolean all = visibility.equals(Optional.of("all"));
    Optional<Visibility> one = all ? Optional.empty() : visibility.flatMap(Visibility::of);
    if (visibility.isPresent() && !all && one.isEmpty()) {
      throw CloudException.badRequest("Invalid visibility value: " + visibility.get());
    }
    String memberStatus = query.first("member_status").orElse("accepted");
    if (!memberStatus.equals("all") && !ImageMember.STATUSES.contains(memberStatus)) {
      throw CloudException.badRequest("Invalid status: " + memberStatus);
    }
    return new ImageQuery.Scope(
        one, all, Optional.of(memberStatus).filter(status -> !status.equals("all")));
  }

  private static Optional<ImageQuery.Filter> size(Query query, String name, Comparison comparison) {
    return query
        .first(name)
        .map(text -> new ImageQuery.NumberIs(ImageField.SIZE, comparison, number(name, text)));
  }

  private static ImageQuery.Filter filter(String name, String value) {
    if (name.equals("changes-since")) {
      throw CloudException.badRequest("The \"changes-since\" filter is no longer available on v2.");
    }
    Optional<ImageField> field = ImageField.of(name);
    if (field.isEmpty()) {
      return new ImageQuery.PropertyIs(name, value);
    }
    return switch (field.get().kind()) {
      case TEXT -> new ImageQuery.TextIn(field.get(), values(name, value));
      case NUMBER -> new ImageQuery.NumberIs(field.get(), Comparison.EQ, number(name, value));
      case FLAG -> new ImageQuery.FlagIs(field.get(), flag(name, value));
      case TIME -> time(field.get(), value);
    };
  }

  /** One value, or after {@code in:} several, between commas; quotes keep a comma in a value. */
  private static List<String> values(String name, String value) {
    if (!value.startsWith("in:")) {
      return List.of(value);
    }
    List<String> values = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    boolean quoted = false;
    for (char c : value.substring(3).toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(current.toString());
        current.setLength(0);
      } else {
        current.append(c);
      }
    }
    values.add(current.toString());
    if (quoted || values.size() > MAX_VALUES) {
      throw CloudException.badField(
          name, value, quoted ? "a quote does not end" : "more than " + MAX_VALUES + " values");
    }
    return values;
  }

  private static long number(String name, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw CloudException.badField(name, text, "'" + text + "' is not an integer of at least 0");
    }
    return Long.parseLong(text);
  }

  private static boolean flag(String name, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default -> throw CloudException.badField(name, text, "'" + text + "' is not a boolean");
    };
  }

  private static ImageQuery.Filter time(ImageField field, String value) {
    int colon = value.indexOf(':');
    Optional<Comparison> named =
        Arrays.stream(Comparison.values())
            .filter(comparison ->
                colon > 0 && comparison.name().equalsIgnoreCase(value.substring(0, colon)))
            .findFirst();
    String text = named.isPresent() ? value.substring(colon + 1) : value;
    return new ImageQuery.TimeIs(field, named.orElse(Comparison.EQ), instant(field.text(), text));
  }

  /** ISO 8601; without a zone it is UTC, as Glance has it. Years that a column can hold. */
  private static Instant instant(String name, String text) {
    try {
      Instant instant =
          text.matches(".*([zZ]|[+-][0-9:]{2,6})")
              ? OffsetDateTime.parse(text.replace(' ', '+')).toInstant()
              : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
      if (instant.isAfter(Instant.parse("0001-01-01T00:00:00Z"))
          && instant.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
        return Instant.ofEpochSecond(instant.getEpochSecond());
      }
    } catch (DateTimeParseException e) {
      throw CloudException.badField(name, text, "'" + text + "' is not a time");
    }
    throw CloudException.badField(name, text, "'" + text + "' is out of range");
  }

  /** {@code sort=name:asc,size} or the older {@code sort_key=…&sort_dir=…}. */
  private static List<ImageQuery.Sort> sorts(Query query) {
    List<String> keys = new ArrayList<>();
    List<String> directions = new ArrayList<>();
    Optional<String> sort = query.first("sort");
    if (sort.isPresent()) {
      if (!query.all("sort_key").isEmpty() || !query.all("sort_dir").isEmpty()) {
        throw CloudException.badRequest("Old and new sorting syntax cannot be combined");
      }
      for (String part : sort.get().strip().split(",", -1)) {
        int colon = part.indexOf(':');
        keys.add(colon < 0 ? part : part.substring(0, colon));
        directions.add(colon < 0 ? "desc" : part.substring(colon + 1));
      }
    } else {
      keys.addAll(query.all("sort_key"));
      directions.addAll(query.all("sort_dir"));
      if (directions.size() > 1 && directions.size() != keys.size()) {
        throw CloudException.badRequest(
            "Number of sort dirs does not match the number of sort keys");
      }
    }
    return total(keys, directions);
  }

  /** Each key once, then the time of creation and the id, so that no two images are equal. */
  private static List<ImageQuery.Sort> total(List<String> keys, List<String> directions) {
    List<ImageQuery.Sort> sorts = new ArrayList<>();
    Set<ImageField> seen = new HashSet<>();
    boolean ascending = !directions.isEmpty() && ascending(directions.getFirst());
    for (int i = 0; i < keys.size(); i++) {
      ImageField field = sortKey(keys.get(i).strip());
      boolean up = directions.size() > 1 ? ascending(directions.get(i)) : ascending;
      if (seen.add(field)) {
        sorts.add(new ImageQuery.Sort(field, up));
      }
    }
    for (ImageField last : List.of(ImageField.CREATED_AT, ImageField.ID)) {
      if (seen.add(last)) {
        sorts.add(new ImageQuery.Sort(last, ascending));
      }
    }
    return sorts;
  }

  private static ImageField sortKey(String key) {
    List<ImageField> sortable = ImageField.sortable();
    return ImageField.of(key)
        .filter(sortable::contains)
        .orElseThrow(() ->
            CloudException.badRequest(
                "Invalid sort key: "
                    + key
                    + ". It must be one of the following: "
                    + String.join(", ", sortable.stream().map(ImageField::text).toList())
                    + "."));
  }

  private static boolean ascending(String direction) {
    return switch (direction.strip()) {
      case "asc" -> true;
      case "desc" -> false;
      default -> throw CloudException.badRequest("Invalid sort direction: " + direction);
    };
  }
}
