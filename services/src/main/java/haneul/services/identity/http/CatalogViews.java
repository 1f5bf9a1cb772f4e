package haneul.services.identity.http;

import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.EndpointGroup;
import haneul.services.identity.domain.Limit;
import haneul.services.identity.domain.PolicyDocument;
import haneul.services.identity.domain.Region;
import haneul.services.identity.domain.RegisteredLimit;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Regions, services, endpoints, limits and policies as the API shows them. */
final class CatalogViews {
  private CatalogViews() {}

  static ObjectNode region(Region region, Request request) {
    var view = region.extra().deepCopy();
    view.put("id", region.id());
    view.put("description", region.description());
    view.put("parent_region_id", region.parentRegionId().orElse(null));
    Views.putSelf(view, request, "regions", region.id());
    return view;
  }

  static ObjectNode service(CatalogService service, Request request) {
    var view = service.extra().deepCopy();
    view.put("name", service.name());
    service.description().ifPresent(text -> view.put("description", text));
    view.put("id", service.id());
    view.put("type", service.type());
    view.put("enabled", service.enabled());
    Views.putSelf(view, request, "services", service.id());
    return view;
  }

  static ObjectNode endpoint(Endpoint endpoint, Request request) {
    var view = endpoint.extra().deepCopy();
    view.put("id", endpoint.id());
    view.put("interface", endpoint.face());
    view.put("region_id", endpoint.regionId().orElse(null));
    view.put("service_id", endpoint.serviceId());
    view.put("url", shownUrl(endpoint, request));
    view.put("enabled", endpoint.enabled());
    view.put("region", endpoint.regionId().orElse(null));
    Views.putSelf(view, request, "endpoints", endpoint.id());
    return view;
  }

  /** What depends on the token stays open; what we are called does not. */
  private static String shownUrl(Endpoint endpoint, Request request) {
    return endpoint
        .url(Map.of("base", TokenView.base(request)))
        .orElseGet(() -> endpoint.template().replace(Endpoint.BASE, TokenView.base(request)));
  }

  static ObjectNode endpointGroup(EndpointGroup group, Request request) {
    var view = Json.object();
    view.put("id", group.id());
    view.put("name", group.name());
    view.put("description", group.description().orElse(null));
    var filters = view.putObject("filters");
    group.filters().forEach(filters::put);
    Views.putSelf(view, request, "OS-EP-FILTER/endpoint_groups", group.id());
    return view;
  }

  static ObjectNode policy(PolicyDocument policy, Request request) {
    var view = policy.extra().deepCopy();
    view.put("id", policy.id());
    view.put("type", policy.type());
    view.put("blob", policy.blob());
    Views.putSelf(view, request, "policies", policy.id());
    return view;
  }

  static ObjectNode registeredLimit(RegisteredLimit limit, Request request) {
    var view = Json.object();
    view.put("id", limit.id());
    view.put("service_id", limit.serviceId());
    view.put("region_id", limit.regionId().orElse(null));
    view.put("resource_name", limit.resourceName());
    view.put("default_limit", limit.defaultLimit());
    view.put("description", limit.description().orElse(null));
    Views.putSelf(view, request, "registered_limits", limit.id());
    return view;
  }

  static ObjectNode limit(Limit limit, Request request) {
    var view = Json.object();
    view.put("id", limit.id());
    view.put("service_id", limit.serviceId());
    view.put("region_id", limit.regionId().orElse(null));
    view.put("resource_name", limit.resourceName());
    view.put("resource_limit", limit.resourceLimit());
    view.put("project_id", limit.projectId().orElse(null));
    view.put("domain_id", limit.domainId().orElse(null));
    view.put("description", limit.description().orElse(null));
    Views.putSelf(view, request, "limits", limit.id());
    return view;
  }
}
