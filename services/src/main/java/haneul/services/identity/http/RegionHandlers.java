package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.ANYONE;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Region;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.CatalogChanges;
import java.util.Optional;

/** {@code /v3/regions}. Unlike all else, whoever makes one may choose its id. */
final class RegionHandlers {
  private static final int MAX_ID = 255;

  private final CatalogChanges catalog;

  RegionHandlers(CatalogChanges catalog) {
    this.catalog = catalog;
  }

  void addTo(Policy policy) {
    policy.get("/v3/regions", "list_regions", this::list, ANYONE);
    policy.post("/v3/regions", "create_region", this::create, ADMIN);
    policy.get("/v3/regions/{region_id}", "get_region", this::show, ANYONE);
    policy.put("/v3/regions/{region_id}", "create_region", this::createNamed, ADMIN);
    policy.patch("/v3/regions/{region_id}", "update_region", this::update, ADMIN);
    policy.delete("/v3/regions/{region_id}", "delete_region", this::delete, ADMIN);
  }

  private Response list(Request request) {
    Selection selection = Lists.selection(request, "parent_region_id");
    return Lists.answer(
        request,
        "regions",
        selection,
        catalog.regions(selection),
        Region::id,
        CatalogViews::region);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "region");
    return create(
        request, input, input.text("id", MAX_ID).filter(id -> !id.isEmpty()).orElseGet(Id::newHex));
  }

  private Response createNamed(Request request) {
    Input input = Input.read(request, "region");
    String id = request.param("region_id");
    if (!input.text("id", MAX_ID).orElse(id).equals(id) || id.length() > MAX_ID) {
      throw CloudException.badField("id", id, "the body names another region than the address");
    }
    return create(request, input, id);
  }

  private Response create(Request request, Input input, String id) {
    Region region =
        catalog.createRegion(
            new Region(
                id,
                input.description().orElse(""),
                parent(input, Optional.empty()),
                input.extra()));
    return Response.json(201, Views.wrapped("region", CatalogViews.region(region, request)));
  }

  /** Some clients send an empty text for none. */
  private static Optional<String> parent(Input input, Optional<String> before) {
    return input.has("parent_region_id")
        ? input.text("parent_region_id", MAX_ID).filter(id -> !id.isEmpty())
        : before;
  }

  private Response show(Request request) {
    Region region = catalog.region(request.param("region_id"));
    return Response.ok(Views.wrapped("region", CatalogViews.region(region, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "region");
    input.requireSomething();
    Region region =
        catalog.updateRegion(
            request.param("region_id"),
            before ->
                new Region(
                    before.id(),
                    input.described(Optional.of(before.description())).orElse(""),
                    parent(input, before.parentRegionId()),
                    input.extra(before.extra())));
    return Response.ok(Views.wrapped("region", CatalogViews.region(region, request)));
  }

  private Response delete(Request request) {
    catalog.deleteRegion(request.param("region_id"));
    return Response.empty(204);
  }
}
