package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.services.identity.domain.Domain;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The thing in a request's body, {@code {"user": {…}}}. Keystone keeps what it does not know with
 * the thing, and so do we, within bounds.
 */
final class Input {
  static final int MAX_ID = 64;
  static final int MAX_NAME = 255;
  static final int MAX_TEXT = 65_535;
  private static final int MAX_EXTRA_BYTES = 65_535;
  private static final int MAX_TAGS = 80;
  private static final int MAX_TAG = 255;

  /** The most that a database's integer holds. */
  private static final int MAX_NUMBER = Integer.MAX_VALUE;

  /** What is never kept, because answers have it from elsewhere. */
  private static final Set<String> OURS =
      Set.of("id", "links", "extra", "options", "password", "password_expires_at", "federated");

  private final Fields fields;
  private final Set<String> known = new HashSet<>(OURS);

  Input(Fields fields) {
    this.fields = fields;
  }

  /** Reads {@code {"<name>": {…}}}. Errors name the fields within, as Keystone's do. */
  static Input read(Request request, String name) {
    Fields body = request.json();
    return new Input(Fields.of(body.requiredObject(name).raw(), ""));
  }

  Fields known(String field) {
    known.add(field);
    return fields;
  }

  Optional<String> name(int max) {
    Optional<String> name = known("name").string("name", 1, max).map(String::strip);
    if (fields.isNull("name")) {
      throw CloudException.badField("name", "null", "None is not of type 'string'");
    }
    if (name.isPresent() && name.get().isEmpty()) {
      throw CloudException.badField("name", "", "a name cannot be blank");
    }
    return name;
  }

  String requiredName(int max) {
    return name(max).orElseThrow(() -> missing("name"));
  }

  static CloudException missing(String field) {
    return CloudException.badField(field, "", "'" + field + "' is a required property");
  }

  Optional<Boolean> enabled() {
    return flag("enabled");
  }

  Optional<String> description() {
    return text("description", MAX_TEXT);
  }

  /** What {@code before} becomes: what was said, nothing where null was said. */
  Optional<String> described(Optional<String> before) {
    return has("description") ? description() : before;
  }

  boolean has(String field) {
    return known(field).has(field);
  }

  Optional<String> id(String field) {
    return known(field).string(field, 1, MAX_ID);
  }

  String requiredId(String field) {
    return id(field).orElseThrow(() -> missing(field));
  }

  /** What {@code before} becomes: what was said, nothing where null was said. */
  Optional<String> changedId(String field, Optional<String> before) {
    return has(field) ? id(field) : before;
  }

  Optional<String> text(String field, int max) {
    return known(field).string(field, 0, max);
  }

  String requiredText(String field, int max) {
    return known(field).requiredString(field, 1, max);
  }

  Optional<Boolean> flag(String field) {
    return known(field).bool(field);
  }

  /** At least -1, which stands for no limit. */
  Optional<Integer> limit(String field) {
    OptionalInt limit = known(field).integer(field, -1, MAX_NUMBER);
    return limit.isPresent() ? Optional.of(limit.getAsInt()) : Optional.empty();
  }

  int requiredLimit(String field) {
    return limit(field).orElseThrow(() -> missing(field));
  }

  Optional<Integer> number(String field, int min) {
    OptionalInt number = known(field).integer(field, min, MAX_NUMBER);
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  /** A time as clients write it: with or without parts of a second, with or without a Z. */
  Optional<Instant> time(String field) {
    return text(field, MAX_ID).map(text -> time(field, text));
  }

  static Instant time(String field, String text) {
    try {
      return Instant.parse(text.endsWith("Z") ? text : text + "Z");
    } catch (DateTimeException e) {
      throw CloudException.badField(
          field, text, "it must be a time such as 2030-01-31T12:00:00.000000Z");
    }
  }

  Optional<String> password() {
    return known("password").string("password", 1, LoginBody.MAX_PASSWORD);
  }

  String requiredPassword(String field) {
    return known(field).requiredString(field, 1, LoginBody.MAX_PASSWORD);
  }

  /** The domain named, else the one that the caller's token is of. */
  String domainId(Request request) {
    return id("domain_id").orElseGet(() -> domainId(request.caller()));
  }

  private static String domainId(Caller caller) {
    return switch (caller.scope()) {
      case Caller.ProjectScope project -> project.domainId();
      case Caller.DomainScope domain -> domain.domainId();
      case Caller.SystemScope system -> Domain.DEFAULT_ID;
      case Caller.Unscoped nothing -> Domain.DEFAULT_ID;
    };
  }

  /** Refuses to give a thing another id or move it to another domain. */
  void requireSame(String field, String label, String current) {
    Optional<String> wanted = id(field);
    if (wanted.isPresent() && !wanted.get().equals(current)) {
      throw CloudException.badField(field, wanted.get(), "Cannot change " + label);
    }
  }

  Optional<List<String>> tags() {
    return tags(known("tags"));
  }

  /** The tags of {@code {"tags": […]}}. */
  static Optional<List<String>> tags(Fields fields) {
    Optional<List<String>> tags = fields.strings("tags", MAX_TAGS, MAX_TAG);
    tags.orElse(List.of()).forEach(Input::requireTag);
    if (tags.isPresent() && new HashSet<>(tags.get()).size() < tags.get().size()) {
      throw CloudException.badField("tags", tags.get(), "the tags are not unique");
    }
    return tags;
  }

  static String requireTag(String tag) {
    if (tag.isEmpty()
        || tag.length() > MAX_TAG
        || tag.chars().anyMatch(c -> c == '/' || c == ',' || c < 0x20)) {
      throw CloudException.badField("tags", tag, "'" + tag + "' is not a tag");
    }
    return tag;
  }

  /** Refuses one tag more than a thing may have. */
  static void requireRoomForTag(List<String> tags) {
    if (tags.size() >= MAX_TAGS) {
      throw CloudException.badField("tags", "", "at most " + MAX_TAGS + " tags are allowed");
    }
  }

  Optional<Fields> options() {
    return fields.object("options");
  }

  /** The option {@code immutable}, the only one that projects, domains and roles have. */
  Optional<Boolean> immutable() {
    Optional<Fields> options = options();
    Optional<Boolean> immutable = options.flatMap(given -> given.bool("immutable"));
    options.ifPresent(Fields::rejectOthers);
    return immutable;
  }

  /** Refuses a change of nothing. */
  void requireSomething() {
    if (fields.names().isEmpty()) {
      throw CloudException.badRequest("Invalid input: {} does not have enough properties");
    }
  }

  /** Refuses what no other method asked for, where Keystone keeps nothing. */
  void rejectOthers() {
    for (String field : fields.names()) {
      if (!known.contains(field)) {
        throw CloudException.badField(
            field,
            "",
            "Additional properties are not allowed ('"
                + (field.length() > MAX_ID ? field.substring(0, MAX_ID) + "…" : field)
                + "' was unexpected)");
      }
    }
  }

  /** What no other method asked for, to be kept with the thing; over what was there before. */
  ObjectNode extra(ObjectNode before) {
    ObjectNode extra = before.deepCopy();
    for (String field : fields.names()) {
      if (!known.contains(field)) {
        JsonNode value = fields.raw().get(field);
        extra.set(field, value);
      }
    }
    if (Json.bytes(extra).length > MAX_EXTRA_BYTES) {
      throw CloudException.badRequest(
          "The properties kept with a thing may have " + MAX_EXTRA_BYTES + " bytes together.");
    }
    return extra;
  }

  ObjectNode extra() {
    return extra(Json.object());
  }
}
