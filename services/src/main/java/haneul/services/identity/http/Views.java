package haneul.services.identity.http;

import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Group;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.User;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Domains, projects, users, groups and roles as the API shows them. */
final class Views {
  /** Unlike all other times, this one has no Z: clients parse it with this very pattern. */
  private static final DateTimeFormatter PASSWORD_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private Views() {}

  /** {@code {"user": …}} */
  static ObjectNode wrapped(String name, ObjectNode thing) {
    var body = Json.object();
    body.set(name, thing);
    return body;
  }

  static ObjectNode domain(Domain domain, Request request) {
    var view = domain.extra().deepCopy();
    view.put("id", domain.id());
    view.put("name", domain.name());
    view.put("description", domain.description());
    view.put("enabled", domain.enabled());
    putTags(view, domain.tags());
    putOptions(view, domain.immutable());
    putSelf(view, request, "domains", domain.id());
    return view;
  }

  /** A domain where a project is asked for: Keystone's domains are projects. */
  static ObjectNode project(Domain domain, Request request) {
    var view = domain.extra().deepCopy();
    view.put("id", domain.id());
    view.put("name", domain.name());
    view.putNull("domain_id");
    view.put("description", domain.description());
    view.put("enabled", domain.enabled());
    view.putNull("parent_id");
    view.put("is_domain", true);
    putTags(view, domain.tags());
    putOptions(view, domain.immutable());
    putSelf(view, request, "projects", domain.id());
    return view;
  }

  static ObjectNode project(Project project, Request request) {
    var view = project.extra().deepCopy();
    view.put("id", project.id());
    view.put("name", project.name());
    view.put("domain_id", project.domainId());
    view.put("description", project.description());
    view.put("enabled", project.enabled());
    view.put("parent_id", project.parentId());
    view.put("is_domain", false);
    putTags(view, project.tags());
    putOptions(view, project.immutable());
    putSelf(view, request, "projects", project.id());
    return view;
  }

  static ObjectNode user(User user, Request request) {
    var view = user.extra().deepCopy();
    view.put("id", user.id());
    view.put("name", user.name());
    view.put("domain_id", user.domainId());
    view.put("enabled", user.enabled());
    user.defaultProjectId().ifPresent(project -> view.put("default_project_id", project));
    putPasswordEnd(view, user);
    view.set("options", user.options().deepCopy());
    putSelf(view, request, "users", user.id());
    return view;
  }

  static void putPasswordEnd(ObjectNode view, User user) {
    view.put("password_expires_at", user.passwordExpiresAt().map(Views::passwordTime).orElse(null));
  }

  private static String passwordTime(Instant time) {
    return PASSWORD_TIME.format(time);
  }

  static ObjectNode group(Group group, Request request) {
    var view = group.extra().deepCopy();
    view.put("id", group.id());
    view.put("name", group.name());
    view.put("domain_id", group.domainId());
    view.put("description", group.description());
    putSelf(view, request, "groups", group.id());
    return view;
  }

  static ObjectNode role(Role role, Request request) {
    var view = role(role);
    putSelf(view, request, "roles", role.id());
    return view;
  }

  /** A role within another thing. */
  static ObjectNode role(Role role) {
    var view = role.extra().deepCopy();
    view.put("id", role.id());
    view.put("name", role.name());
    view.put("domain_id", role.domainId().orElse(null));
    view.put("description", role.description().orElse(null));
    putOptions(view, role.immutable());
    return view;
  }

  private static void putTags(ObjectNode view, List<String> tags) {
    var array = view.putArray("tags");
    tags.forEach(array::add);
  }

  private static void putOptions(ObjectNode view, boolean immutable) {
    var options = view.putObject("options");
    if (immutable) {
      options.put("immutable", true);
    }
  }

  static void putSelf(ObjectNode view, Request request, String path) {
    view.putObject("links").put("self", request.baseUrl() + "/v3/" + path);
  }

  static void putSelf(ObjectNode view, Request request, String kind, String id) {
    putSelf(view, request, kind + "/" + id);
  }
}
