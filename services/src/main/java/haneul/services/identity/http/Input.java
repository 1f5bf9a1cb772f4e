package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.services.identity.domain.Domain;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The thing in a request's body, {@code {"user": {…}}}. Keystone keeps what it does not know with
 * the thing, and so do we, within bounds.
 */
final class Input {
  static final int MAX_ID = 64;
  private static final int MAX_TEXT = 65_535;
  private static final int MAX_EXTRA_BYTES = 65_535;
  private static final int MAX_TAGS = 80;
  private static final int MAX_TAG = 255;

  /** What is never kept, because answers have it from elsewhere. */
  private static final Set<String> OURS =
      Set.of("id", "links", "extra", "options", "password", "password_expires_at");

  private final Fields fields;
  private final Set<String> known = new HashSet<>(OURS);

  private Input(Fields fields) {
    this.fields = fields;
  }

  /** Reads {@code {"<name>": {…}}}. Errors name the fields within, as Keystone's do. */
  static Input read(Request request, String name) {
    Fields body = request.json();
    return new Input(Fields.of(body.requiredObject(name).raw(), ""));
  }

  private Fields known(String field) {
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
    return name(max)
        .orElseThrow(() -> CloudException.badField("name", "", "'name' is a required property"));
  }

  Optional<Boolean> enabled() {
    return known("enabled").bool("enabled");
  }

  Optional<String> description() {
    return known("description").string("description", 0, MAX_TEXT);
  }

  boolean has(String field) {
    return known(field).has(field);
  }

  Optional<String> id(String field) {
    return known(field).string(field, 1, MAX_ID);
  }

  Optional<Boolean> flag(String field) {
    return known(field).bool(field);
  }

  Optional<String> password() {
    return known("password").string("password", 1, LoginBody.MAX_PASSWORD);
  }

  String requiredPassword(String field) {
    return known(field).requiredString(field, 1, LoginBody.MAX_PASSWORD);
  }

  /** The domain named, else the one that the caller's token is of. */
  String domainId(Request request) {
    return id("domain_id")
        .orElseGet(() ->
            switch (request.caller().scope()) {
              case Caller.ProjectScope project -> project.domainId();
              case Caller.DomainScope domain -> domain.domainId();
              case Caller.SystemScope system -> Domain.DEFAULT_ID;
              case Caller.Unscoped nothing -> Domain.DEFAULT_ID;
            });
  }

  /** Refuses to give a thing another id or move it to another domain. */
  void requireSame(String field, String label, String current) {
    Optional<String> wanted = id(field);
    if (wanted.isPresent() && !wanted.get().equals(current)) {
      throw CloudException.badField(field, wanted.get(), "Cannot change " + label);
    }
  }

  Optional<List<String>> tags() {
    Optional<List<String>> tags = known("tags").strings("tags", MAX_TAGS, MAX_TAG);
    for (String tag : tags.orElse(List.of())) {
      if (tag.isEmpty() || tag.chars().anyMatch(c -> c == '/' || c == ',' || c < 0x20)) {
        throw CloudException.badField("tags", tag, "'" + tag + "' is not a tag");
      }
    }
    if (tags.isPresent() && new HashSet<>(tags.get()).size() < tags.get().size()) {
      throw CloudException.badField("tags", tags.get(), "the tags are not unique");
    }
    return tags;
  }

  /** The option {@code immutable}, the only one that projects, domains and roles have. */
  Optional<Boolean> immutable() {
    Optional<Fields> options = fields.object("options");
    Optional<Boolean> immutable = options.flatMap(given -> given.bool("immutable"));
    options.ifPresent(Fields::rejectOthers);
    return immutable;
  }

  /** Users have no options here; asking for one must not seem to work. */
  void requireNoOptions() {
    fields.object("options").ifPresent(Fields::rejectOthers);
  }

  /** What no other method asked for, to be kept with the thing; over what was there before. */
  ObjectNode extra(ObjectNode before) {
    ObjectNode extra = before.deepCopy();
    for (String field : fields.names()) {
      if (!known.contains(field)) {
        extra.set(field, fields.raw().get(field));
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
