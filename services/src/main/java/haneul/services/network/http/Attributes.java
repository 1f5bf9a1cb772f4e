package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.services.network.domain.NetworkErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Which attributes of a resource a request may hold, and who may set them. */
final class Attributes {
  private static final Pattern PROJECT = Pattern.compile("[0-9A-Za-z_-]{1,64}");
  private static final int MAX_BULK = 100;

  private final String resource;
  private final String plural;
  private final Set<String> creatable = new HashSet<>(Set.of("tenant_id", "project_id"));
  private final Set<String> changeable = new HashSet<>();
  private final Set<String> readOnly = new HashSet<>();
  private final Map<String, String> adminOnly = new HashMap<>();
  private final Map<String, String> fixed = new HashMap<>();

  /**
   * @param resource as in bodies, {@code network}
   * @param plural as in bulk bodies and lists, {@code networks}
   */
  Attributes(String resource, String plural) {
    this.resource = resource;
    this.plural = plural;
    readOnly(
        "id", "created_at", "updated_at", "revision_number", "status", "tags", "standard_attr_id");
  }

  Attributes any(String... names) {
    creatable.addAll(List.of(names));
    changeable.addAll(List.of(names));
    return this;
  }

  Attributes atCreation(String... names) {
    creatable.addAll(List.of(names));
    return this;
  }

  Attributes readOnly(String... names) {
    readOnly.addAll(List.of(names));
    return this;
  }

  /** One that only an admin may set to anything but {@code standard}, a JSON value. */
  Attributes adminOnly(String name, String standard) {
    adminOnly.put(name, standard);
    return any(name);
  }

  /** One that can have this value only, or null. */
  Attributes fixed(String name, String json) {
    fixed.put(name, json);
    return any(name);
  }

  /** The one thing, or the several, to create. */
  List<Fields> toCreate(Fields body, Caller caller) {
    List<Fields> items;
    if (body.has(plural)) {
      items = body.objects(plural, MAX_BULK).orElse(List.of());
      if (items.isEmpty()) {
        throw CloudException.badRequest("Resources required");
      }
    } else {
      items = List.of(content(body));
    }
    List<Fields> checked = new ArrayList<>();
    for (Fields item : items) {
      Fields fields = Fields.of(item.raw(), "");
      refuseUnknown(fields);
      for (String name : fields.names()) {
        if (!creatable.contains(name)) {
          throw CloudException.badRequest("Attribute '" + name + "' not allowed in POST");
        }
      }
      checkValues(fields, caller, "create_" + resource, true);
      checked.add(fields);
    }
    return checked;
  }

  /** Whether the body is a list, and the answer must be one. */
  boolean isBulk(Fields body) {
    return body.has(plural);
  }

  /** What to change of one thing. */
  Fields toChange(Fields body, Caller caller) {
    Fields fields = Fields.of(content(body).raw(), "");
    refuseUnknown(fields);
    for (String name : fields.names()) {
      if (!changeable.contains(name)) {
        throw CloudException.badRequest("Cannot update read-only attribute " + name);
      }
    }
    checkValues(fields, caller, "update_" + resource, false);
    return fields;
  }

  private Fields content(Fields body) {
    return body.object(resource)
        .orElseThrow(
            () -> CloudException.badRequest("Unable to find '" + resource + "' in request body"));
  }

  private void refuseUnknown(Fields fields) {
    Set<String> unknown = new TreeSet<>(fields.names());
    unknown.removeAll(creatable);
    unknown.removeAll(changeable);
    unknown.removeAll(readOnly);
    if (!unknown.isEmpty()) {
      String names = String.join(", ", unknown);
      throw CloudException.badRequest(
          "Unrecognized attribute(s) '"
              + (names.length() > 200 ? names.substring(0, 200) + "…" : names)
              + "'");
    }
  }

  private void checkValues(Fields fields, Caller caller, String action, boolean standardAllowed) {
    for (String name : fields.names()) {
      JsonNode value = fields.raw().get(name);
      String only = fixed.get(name);
      if (only != null && !value.isNull() && !value.equals(Json.parseOurs(only))) {
        throw CloudException.badField(name, value, "only " + only + " is supported here");
      }
      String standard = adminOnly.get(name);
      boolean asStandard =
          standard != null
              && standardAllowed
              && (value.isNull() || value.equals(Json.parseOurs(standard)));
      if (standard != null && !asStandard && !caller.isAdmin()) {
        throw NetworkErrors.policy(action, name);
      }
    }
  }

  /** Whose the new thing is: the caller's project, or the one an admin names. */
  static ProjectId project(Fields fields, Caller caller) {
    Optional<String> named = fields.matching("project_id", PROJECT, "a valid project id");
    Optional<String> old = fields.matching("tenant_id", PROJECT, "a valid project id");
    if (named.isPresent() && old.isPresent() && !named.equals(old)) {
      throw CloudException.badRequest("'project_id' and 'tenant_id' do not match");
    }
    Optional<ProjectId> own = caller.project();
    Optional<ProjectId> wanted = named.or(() -> old).map(ProjectId::new);
    if (wanted.isPresent() && !wanted.equals(own) && !caller.isAdmin()) {
      throw CloudException.badRequest(
          "Specifying 'project_id' or 'tenant_id' other than the authenticated project in request"
              + " requires admin privileges");
    }
    return wanted
        .or(() -> own)
        .orElseThrow(() ->
            CloudException.badRequest(
                "The token is not scoped to a project: 'project_id' must be specified"));
  }

  /** A required attribute that is not there, in Neutron's words. */
  static CloudException missing(String attribute) {
    return CloudException.badRequest(
        "Failed to parse request. Required attribute '" + attribute + "' not specified");
  }

  static final int NAME_LENGTH = 255;

  static Optional<String> name(Fields fields) {
    return fields.string("name", 0, NAME_LENGTH);
  }

  static Optional<String> description(Fields fields) {
    return fields.string("description", 0, NAME_LENGTH);
  }
}
