package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.ops.FlavorCatalog;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A flavor's extra specs, and the projects a private one is shared with. */
final class FlavorDetailsApi {
  private static final String SPECS = "/v2.1/flavors/{id}/os-extra_specs";
  private static final int MAX_SPECS = 128;

  private final FlavorCatalog flavors;

  FlavorDetailsApi(FlavorCatalog flavors) {
    this.flavors = flavors;
  }

  void mount(ServiceApi api) {
    api.get(SPECS, Access.READER, this::specs)
        .post(SPECS, Access.ADMIN, this::putSpecs)
        .get(SPECS + "/{key}", Access.READER, this::spec)
        .put(SPECS + "/{key}", Access.ADMIN, this::putSpec)
        .delete(SPECS + "/{key}", Access.ADMIN, this::deleteSpec)
        .get("/v2.1/flavors/{id}/os-flavor-access", Access.ADMIN, this::access)
        .actions(
            "/v2.1/flavors/{id}/action",
            Access.ADMIN,
            Set.of("addTenantAccess", "removeTenantAccess"),
            this::action);
  }

  private Response specs(Request request) {
    return specs(flavors.show(request.caller(), request.param("id")).extraSpecs());
  }

  private static Response specs(Map<String, String> specs) {
    ObjectNode body = Json.object();
    ObjectNode node = body.putObject("extra_specs");
    specs.forEach(node::put);
    return Response.ok(body);
  }

  private Response putSpecs(Request request) {
    Fields root = request.json();
    root.requiredObject("extra_specs");
    Map<String, String> specs = read(root, "extra_specs");
    root.rejectOthers();
    flavors.putSpecs(request.caller(), request.param("id"), specs);
    return specs(specs);
  }

  private static Map<String, String> read(Fields fields, String name) {
    Map<String, String> specs = fields.stringMap(name, MAX_SPECS, 255, 255).orElse(Map.of());
    specs.keySet().forEach(key -> Inputs.checkedKey(name, key));
    return specs;
  }

  private Response spec(Request request) {
    Flavor flavor = flavors.show(request.caller(), request.param("id"));
    String key = request.param("key");
    String value = flavor.extraSpecs().get(key);
    if (value == null) {
      throw FlavorCatalog.specNotFound(flavor.id(), key);
    }
    ObjectNode body = Json.object();
    body.put(key, value);
    return Response.ok(body);
  }

  private Response putSpec(Request request) {
    String key = Inputs.checkedKey("key", request.param("key"));
    Fields root = request.json();
    String value = root.requiredString(key, 0, 255);
    root.rejectOthers();
    flavors.putSpecs(request.caller(), request.param("id"), Map.of(key, value));
    ObjectNode body = Json.object();
    body.put(key, value);
    return Response.ok(body);
  }

  private Response deleteSpec(Request request) {
    flavors.deleteSpec(request.caller(), request.param("id"), request.param("key"));
    return Response.empty(200);
  }

  private Response access(Request request) {
    String id = request.param("id");
    return access(id, flavors.access(request.caller(), id));
  }

  private static Response access(String flavor, List<String> projects) {
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("flavor_access");
    projects.forEach(
        project -> list.addObject().put("flavor_id", flavor).put("tenant_id", project));
    return Response.ok(body);
  }

  private Response action(Request request) {
    String id = request.param("id");
    Fields root = request.json();
    boolean add = root.has("addTenantAccess");
    Fields fields = root.requiredObject(add ? "addTenantAccess" : "removeTenantAccess");
    root.rejectOthers();
    String project = fields.requiredString("tenant", 1, 255);
    fields.rejectOthers();
    if (project.isBlank()) {
      throw CloudException.badField("tenant", project, "it is empty");
    }
    return access(
        id,
        add
            ? flavors.grant(request.caller(), id, project)
            : flavors.revoke(request.caller(), id, project));
  }
}
