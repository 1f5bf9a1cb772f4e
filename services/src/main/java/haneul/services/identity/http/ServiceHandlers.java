package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.id.Id;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.CatalogService;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.CatalogChanges;
import java.util.Optional;

/** {@code /v3/services}. */
final class ServiceHandlers {
  private final CatalogChanges catalog;

  ServiceHandlers(CatalogChanges catalog) {
    this.catalog = catalog;
  }

  void addTo(Policy policy) {
    policy.get("/v3/services", "list_services", this::list, ADMIN, SYSTEM_READER);
    policy.post("/v3/services", "create_service", this::create, ADMIN);
    policy.get("/v3/services/{service_id}", "get_service", this::show, ADMIN, SYSTEM_READER);
    policy.patch("/v3/services/{service_id}", "update_service", this::update, ADMIN);
    policy.delete("/v3/services/{service_id}", "delete_service", this::delete, ADMIN);
  }

  private Response list(Request request) {
    Selection selection = Lists.selection(request, "name", "type");
    return Lists.answer(
        request,
        "services",
        selection,
        catalog.services(selection),
        CatalogService::id,
        CatalogViews::service);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "service");
    CatalogService service =
        catalog.createService(
            new CatalogService(
                Id.newHex(),
                input.requiredText("type", Input.MAX_NAME),
                input.text("name", Input.MAX_NAME).orElse(""),
                input.description(),
                input.enabled().orElse(true),
                input.extra()));
    return Response.json(201, Views.wrapped("service", CatalogViews.service(service, request)));
  }

  private Response show(Request request) {
    CatalogService service = catalog.service(request.param("service_id"));
    return Response.ok(Views.wrapped("service", CatalogViews.service(service, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "service");
    input.requireSomething();
    input.requireSame("id", "service ID", request.param("service_id"));
    Optional<String> type =
        input.has("type")
            ? Optional.of(input.requiredText("type", Input.MAX_NAME))
            : Optional.empty();
    Optional<String> name = input.text("name", Input.MAX_NAME);
    Optional<Boolean> enabled = input.enabled();
    CatalogService service =
        catalog.updateService(
            request.param("service_id"),
            before ->
                new CatalogService(
                    before.id(),
                    type.orElse(before.type()),
                    name.orElse(before.name()),
                    input.described(before.description()),
                    enabled.orElse(before.enabled()),
                    input.extra(before.extra())));
    return Response.ok(Views.wrapped("service", CatalogViews.service(service, request)));
  }

  private Response delete(Request request) {
    catalog.deleteService(request.param("service_id"));
    return Response.empty(204);
  }
}
