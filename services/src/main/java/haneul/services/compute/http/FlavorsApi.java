package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Query;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.ops.FlavorCatalog;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /flavors}. */
final class FlavorsApi {
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9. _-]{1,255}");
  private static final Pattern WHOLE_ONE = Pattern.compile("1(\\.0+)?");
  private static final int MAX_VCPUS = 1024;
  private static final int MAX_GIBIBYTES = 1 << 20;
  private static final int MAX_MEBIBYTES = 1 << 24;

  private final FlavorCatalog flavors;

  FlavorsApi(FlavorCatalog flavors) {
    this.flavors = flavors;
  }

  void mount(ServiceApi api) {
    api.get("/v2.1/flavors", Access.READER, request -> list(request, false))
        .get("/v2.1/flavors/detail", Access.READER, request -> list(request, true))
        .post("/v2.1/flavors", Access.ADMIN, this::create)
        .get("/v2.1/flavors/{id}", Access.READER, this::show)
        .put("/v2.1/flavors/{id}", Access.ADMIN, this::update)
        .delete("/v2.1/flavors/{id}", Access.ADMIN, this::delete);
  }

  private Response list(Request request, boolean whole) {
    Query query = request.query();
    String sortKey = query.first("sort_key").orElse("flavorid");
    if (!FlavorCatalog.sortKeys().contains(sortKey)) {
      throw CloudException.badField("sort_key", sortKey, "'" + sortKey + "' is not a sort key");
    }
    String direction = query.first("sort_dir").orElse("asc");
    if (!direction.equals("asc") && !direction.equals("desc")) {
      throw CloudException.badField(
          "sort_dir", direction, "'" + direction + "' is not one of ['asc', 'desc']");
    }
    List<Flavor> page =
        flavors.list(
            request.caller(),
            new FlavorCatalog.Wanted(
                isPublic(request),
                query.integer("minDisk", 0).orElse(0),
                query.integer("minRam", 0).orElse(0),
                sortKey,
                direction.equals("desc"),
                query.first("marker"),
                Views.limit(query)));
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("flavors");
    page.forEach(flavor -> list.add(whole ? full(request, flavor) : brief(request, flavor)));
    if (!page.isEmpty()) {
      Views.next(body, request, "flavors", page.size(), page.getLast().id());
    }
    return Response.ok(body);
  }

  /** Only administrators may ask for private ones, or for all with {@code none}. */
  private static Optional<Boolean> isPublic(Request request) {
    if (!request.caller().isAdmin()) {
      return Optional.empty();
    }
    Optional<String> asked = request.query().first("is_public");
    if (asked.isEmpty()) {
      return Optional.of(true);
    }
    return switch (asked.get().toLowerCase(Locale.ROOT)) {
      case "none" -> Optional.empty();
      case "true", "t", "1", "yes", "y", "on" -> Optional.of(true);
      case "false", "f", "0", "no", "n", "off" -> Optional.of(false);
      default -> throw CloudException.badRequest("Invalid is_public filter [" + asked.get() + "]");
    };
  }

  private Response show(Request request) {
    return one(request, flavors.show(request.caller(), request.param("id")));
  }

  private Response create(Request request) {
    Microversion version = Microversions.of(request);
    Fields root = request.json();
    Fields fields = root.requiredObject("flavor");
    root.rejectOthers();
    String name = Inputs.name(fields, "name");
    int memory = fields.requiredInteger("ram", 1, MAX_MEBIBYTES);
    int vcpus = fields.requiredInteger("vcpus", 1, MAX_VCPUS);
    int disk = fields.requiredInteger("disk", 0, MAX_GIBIBYTES);
    Optional<String> description =
        version.atLeast(55) ? fields.string("description", 0, 65_535) : Optional.empty();
    boolean isPublic = fields.bool("os-flavor-access:is_public").orElse(true);
    refuse(fields, "swap");
    refuse(fields, "OS-FLV-EXT-DATA:ephemeral");
    refuseFactor(fields);
    String id = id(fields);
    fields.rejectOthers();
    Flavor flavor = new Flavor(id, name, memory, vcpus, disk, isPublic, description, Map.of());
    flavors.create(flavor);
    return one(request, flavor);
  }

  private static String id(Fields fields) {
    Optional<JsonNode> raw = fields.any("id");
    if (raw.isEmpty()) {
      return Id.newUuid();
    }
    if (raw.get().isIntegralNumber() && raw.get().canConvertToLong()) {
      return Long.toString(raw.get().longValue());
    }
    String id = fields.matching("id", ID, "a flavor id").orElse("auto");
    return id.equals("auto") ? Id.newUuid() : Inputs.checkedName("id", id);
  }

  private static void refuse(Fields fields, String field) {
    int value = fields.integer(field, 0, MAX_MEBIBYTES).orElse(0);
    if (value != 0) {
      throw CloudException.badField(
          field, value, "this cloud's servers have one disk: it must be 0");
    }
  }

  private static void refuseFactor(Fields fields) {
    Optional<JsonNode> factor = fields.any("rxtx_factor");
    if (factor.isPresent()
        && (factor.get().isContainer() || !WHOLE_ONE.matcher(factor.get().asString()).matches())) {
      throw CloudException.badField(
          "rxtx_factor", factor.get(), "it has no effect: it must be 1.0");
    }
  }

  private Response update(Request request) {
    if (Microversions.of(request).before(55)) {
      throw CloudException.notFound("NotFound", "The resource could not be found.");
    }
    Fields root = request.json();
    Fields fields = root.requiredObject("flavor");
    root.rejectOthers();
    if (!fields.has("description")) {
      fields.requiredString("description", 0, 65_535);
    }
    Optional<String> description = fields.string("description", 0, 65_535);
    fields.rejectOthers();
    return one(request, flavors.describe(request.caller(), request.param("id"), description));
  }

  private Response delete(Request request) {
    flavors.delete(request.caller(), request.param("id"));
    return Response.empty(202);
  }

  private static Response one(Request request, Flavor flavor) {
    ObjectNode body = Json.object();
    body.set("flavor", full(request, flavor));
    return Response.ok(body);
  }

  private static ObjectNode brief(Request request, Flavor flavor) {
    ObjectNode node = Json.object();
    node.put("id", flavor.id());
    node.put("name", flavor.name());
    Views.links(node, request, "flavors/" + flavor.id());
    if (Microversions.of(request).atLeast(55)) {
      node.put("description", flavor.description().orElse(null));
    }
    return node;
  }

  private static ObjectNode full(Request request, Flavor flavor) {
    Microversion version = Microversions.of(request);
    ObjectNode node = Json.object();
    node.put("id", flavor.id());
    node.put("name", flavor.name());
    node.put("ram", flavor.memoryMebibytes());
    node.put("disk", flavor.diskGibibytes());
    if (version.atLeast(75)) {
      node.put("swap", 0);
    } else {
      node.put("swap", "");
    }
    node.put("OS-FLV-EXT-DATA:ephemeral", 0);
    node.put("OS-FLV-DISABLED:disabled", false);
    node.put("vcpus", flavor.vcpus());
    node.put("os-flavor-access:is_public", flavor.isPublic());
    node.put("rxtx_factor", 1.0);
    Views.links(node, request, "flavors/" + flavor.id());
    if (version.atLeast(55)) {
      node.put("description", flavor.description().orElse(null));
    }
    if (version.atLeast(61)) {
      ObjectNode specs = node.putObject("extra_specs");
      flavor.extraSpecs().forEach(specs::put);
    }
    return node;
  }
}
