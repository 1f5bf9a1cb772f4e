package haneul.services.identity.http;

import haneul.platform.http.Access;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Filters;
import haneul.services.identity.domain.Page;
import haneul.services.identity.domain.Region;
import haneul.services.identity.ops.Directory;

/** {@code /v3/services}, {@code /v3/endpoints} and {@code /v3/regions}, to be read. */
final class CatalogHandlers {
  private final Directory directory;

  CatalogHandlers(Directory directory) {
    this.directory = directory;
  }

  void addTo(ServiceApi api) {
    api.get("/v3/services", Access.AUTHENTICATED, Policy.admin("list_services", this::services));
    api.get(
        "/v3/services/{service_id}",
        Access.AUTHENTICATED,
        Policy.admin("get_service", this::service));
    api.get("/v3/endpoints", Access.AUTHENTICATED, Policy.admin("list_endpoints", this::endpoints));
    api.get(
        "/v3/endpoints/{endpoint_id}",
        Access.AUTHENTICATED,
        Policy.admin("get_endpoint", this::endpoint));
    api.get("/v3/regions", Access.AUTHENTICATED, this::regions);
    api.get("/v3/regions/{region_id}", Access.AUTHENTICATED, this::region);
  }

  private Response services(Request request) {
    Page page = Lists.page(request);
    var filter = new Filters.OfServices(Lists.text(request, "name"), Lists.text(request, "type"));
    return Lists.answer(
        request,
        "services",
        page,
        directory.services(filter, page),
        CatalogService::id,
        Views::service);
  }

  private Response service(Request request) {
    CatalogService service = directory.service(request.param("service_id"));
    return Response.ok(Views.wrapped("service", Views.service(service, request)));
  }

  private Response endpoints(Request request) {
    Page page = Lists.page(request);
    var filter =
        new Filters.OfEndpoints(
            Lists.text(request, "service_id"),
            Lists.text(request, "interface"),
            Lists.text(request, "region_id"));
    return Lists.answer(
        request,
        "endpoints",
        page,
        directory.endpoints(filter, page),
        Endpoint::id,
        Views::endpoint);
  }

  private Response endpoint(Request request) {
    Endpoint endpoint = directory.endpoint(request.param("endpoint_id"));
    return Response.ok(Views.wrapped("endpoint", Views.endpoint(endpoint, request)));
  }

  private Response regions(Request request) {
    Page page = Lists.page(request);
    return Lists.answer(
        request,
        "regions",
        page,
        directory.regions(Lists.text(request, "parent_region_id"), page),
        Region::id,
        Views::region);
  }

  private Response region(Request request) {
    Region region = directory.region(request.param("region_id"));
    return Response.ok(Views.wrapped("region", Views.region(region, request)));
  }
}
