package haneul.services.identity.http;

import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Region;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.User;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Things as the API shows them. */
final class Views {
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

  static ObjectNode project(Project project, Request request) {
    var view = project.extra().deepCopy();
    view.put("id", project.id());
    view.put("name", project.name());
    view.put("domain_id", project.domainId());
    view.put("description", project.description());
    view.put("enabled", project.enabled());
    view.put("parent_id", project.domainId());
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
    view.putNull("password_expires_at");
    view.putObject("options");
    putSelf(view, request, "users", user.id());
    return view;
  }

  static ObjectNode role(Role role, Request request) {
    var view = role.extra().deepCopy();
    view.put("id", role.id());
    view.put("name", role.name());
    view.putNull("domain_id");
    view.put("description", role.description().orElse(null));
    putOptions(view, role.immutable());
    putSelf(view, request, "roles", role.id());
    return view;
  }

  static ObjectNode service(CatalogService service, Request request) {
    var view = Json.object();
    view.put("name", service.name());
    view.put("id", service.id());
    view.put("type", service.type());
    view.put("enabled", service.enabled());
    putSelf(view, request, "services", service.id());
    return view;
  }

  static ObjectNode endpoint(Endpoint endpoint, Request request) {
    var view = Json.object();
    view.put("id", endpoint.id());
    view.put("interface", endpoint.face());
    view.put("region_id", endpoint.regionId());
    view.put("service_id", endpoint.serviceId());
    view.put("url", endpoint.url(TokenView.base(request)));
    view.put("enabled", endpoint.enabled());
    view.put("region", endpoint.regionId());
    putSelf(view, request, "endpoints", endpoint.id());
    return view;
  }

  static ObjectNode region(Region region, Request request) {
    var view = Json.object();
    view.put("id", region.id());
    view.put("description", region.description());
    view.put("parent_region_id", region.parentRegionId().orElse(null));
    putSelf(view, request, "regions", region.id());
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

  private static void putSelf(ObjectNode view, Request request, String kind, String id) {
    view.putObject("links").put("self", request.baseUrl() + "/v3/" + kind + "/" + id);
  }
}
