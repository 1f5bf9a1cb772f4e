package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.CatalogChanges;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code /v3/endpoints}. */
final class EndpointHandlers {
  private static final int MAX_URL = 2_048;

  /** A scheme, or what stands for the address that the client called us by. */
  private static final Pattern URL = Pattern.compile("([a-zA-Z0-9+.-]+:|\\$\\(base\\)s).+");

  private final CatalogChanges catalog;

  EndpointHandlers(CatalogChanges catalog) {
    this.catalog = catalog;
  }

  void addTo(Policy policy) {
    policy.get("/v3/endpoints", "list_endpoints", this::list, ADMIN, SYSTEM_READER);
    policy.post("/v3/endpoints", "create_endpoint", this::create, ADMIN);
    policy.get("/v3/endpoints/{endpoint_id}", "get_endpoint", this::show, ADMIN, SYSTEM_READER);
    policy.patch("/v3/endpoints/{endpoint_id}", "update_endpoint", this::update, ADMIN);
    policy.delete("/v3/endpoints/{endpoint_id}", "delete_endpoint", this::delete, ADMIN);
  }

  private Response list(Request request) {
    Selection selection =
        Lists.selection(request, "service_id", "interface", "region_id", "enabled");
    return Lists.answer(
        request,
        "endpoints",
        selection,
        catalog.endpoints(selection),
        Endpoint::id,
        CatalogViews::endpoint);
  }

  private static Optional<String> face(Input input) {
    return input.known("interface").oneOf("interface", Endpoint.FACES);
  }

  private static Optional<String> url(Input input) {
    Optional<String> url =
        input.known("url").matching("url", URL, "an address with a scheme").map(String::strip);
    if (url.isPresent() && (url.get().length() > MAX_URL || !Endpoint.isTemplate(url.get()))) {
      throw CloudException.badRequest(
          "Cannot create an endpoint with an invalid URL: at most "
              + MAX_URL
              + " characters, and $(…)s may hold "
              + Endpoint.NAMES
              + ".");
    }
    return url;
  }

  /** Old clients call it {@code region}. */
  private static Optional<String> region(Input input, Optional<String> before) {
    String field = input.has("region_id") ? "region_id" : "region";
    return input.has(field)
        ? input.text(field, Input.MAX_NAME).filter(id -> !id.isEmpty())
        : before;
  }

  private Response create(Request request) {
    Input input = Input.read(request, "endpoint");
    Endpoint endpoint =
        catalog.createEndpoint(
            new Endpoint(
                Id.newHex(),
                input.requiredId("service_id"),
                face(input).orElseThrow(() -> Input.missing("interface")),
                region(input, Optional.empty()),
                url(input).orElseThrow(() -> Input.missing("url")),
                input.enabled().orElse(true),
                input.extra()));
    return Response.json(201, Views.wrapped("endpoint", CatalogViews.endpoint(endpoint, request)));
  }

  private Response show(Request request) {
    Endpoint endpoint = catalog.endpoint(request.param("endpoint_id"));
    return Response.ok(Views.wrapped("endpoint", CatalogViews.endpoint(endpoint, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "endpoint");
    input.requireSomething();
    input.requireSame("id", "endpoint ID", request.param("endpoint_id"));
    Optional<String> service = input.id("service_id");
    Optional<String> face = face(input);
    Optional<String> url = url(input);
    Optional<Boolean> enabled = input.enabled();
    Endpoint endpoint =
        catalog.updateEndpoint(
            request.param("endpoint_id"),
            before ->
                new Endpoint(
                    before.id(),
                    service.orElse(before.serviceId()),
                    face.orElse(before.face()),
                    region(input, before.regionId()),
                    url.orElse(before.template()),
                    enabled.orElse(before.enabled()),
                    input.extra(before.extra())));
    return Response.ok(Views.wrapped("endpoint", CatalogViews.endpoint(endpoint, request)));
  }

  private Response delete(Request request) {
    catalog.deleteEndpoint(request.param("endpoint_id"));
    return Response.empty(204);
  }
}
