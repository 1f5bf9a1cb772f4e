package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.ImageId;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Aggregate;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.ops.CacheImages;
import haneul.services.compute.ops.HostAggregates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /os-aggregates}. */
final class AggregatesApi {
  private static final String PATH = "/v2.1/os-aggregates";
  private static final int MOST_METADATA = 128;

  private static final int MOST_IMAGES = 100;

  private final HostAggregates aggregates;
  private final CacheImages cacheImages;

  AggregatesApi(HostAggregates aggregates, CacheImages cacheImages) {
    this.aggregates = aggregates;
    this.cacheImages = cacheImages;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.ADMIN, this::list)
        .post(PATH, Access.ADMIN, this::create)
        .get(PATH + "/{id}", Access.ADMIN, this::show)
        .put(PATH + "/{id}", Access.ADMIN, this::update)
        .delete(PATH + "/{id}", Access.ADMIN, this::delete)
        .actions(
            PATH + "/{id}/action",
            Access.ADMIN,
            Set.of("add_host", "remove_host", "set_metadata"),
            this::act)
        .post(PATH + "/{id}/images", Access.ADMIN, this::cache);
  }

  private static long id(Request request) {
    String id = request.param("id");
    if (!id.matches("[0-9]{1,18}")) {
      throw CloudException.badRequest("Invalid input received: id must be an integer");
    }
    return Long.parseLong(id);
  }

  private Response list(Request request) {
    Microversion version = Microversions.of(request);
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("aggregates");
    aggregates.list().forEach(each -> list.add(view(each, version)));
    return Response.ok(body);
  }

  private Response show(Request request) {
    return one(request, aggregates.show(id(request)));
  }

  /** Without hosts and metadata, as nova answers it. */
  private Response create(Request request) {
    Fields fields = fields(request);
    Aggregate made = aggregates.create(Inputs.name(fields, "name"), zone(fields));
    ObjectNode body = Json.object();
    ObjectNode node = view(made, Microversions.of(request));
    node.remove(List.of("hosts", "metadata"));
    body.set("aggregate", node);
    return Response.ok(body);
  }

  private Response update(Request request) {
    long id = id(request);
    Fields fields = fields(request);
    Optional<String> name =
        fields.string("name", 1, 255).map(text -> Inputs.checkedName("name", text));
    if (fields.names().isEmpty()) {
      throw CloudException.badField(
          "aggregate", fields.raw(), "{} does not have enough properties");
    }
    return one(request, aggregates.update(id, name, zone(fields)));
  }

  private static Response one(Request request, Aggregate aggregate) {
    ObjectNode body = Json.object();
    body.set("aggregate", view(aggregate, Microversions.of(request)));
    return Response.ok(body);
  }

  private static Fields fields(Request request) {
    Fields root = request.json();
    Fields fields = root.requiredObject("aggregate");
    root.rejectOthers();
    fields.has("name");
    fields.has(Aggregate.ZONE);
    fields.rejectOthers();
    return fields;
  }

  /** A zone's name: a colon would set a host apart from it. */
  private static Optional<String> zone(Fields fields) {
    return fields.string(Aggregate.ZONE, 1, 255).map(AggregatesApi::checkedZone);
  }

  private static String checkedZone(String zone) {
    if (zone.contains(":")) {
      throw CloudException.badField(
          Aggregate.ZONE, zone, "'" + zone + "' must not have a colon in it");
    }
    return Inputs.checkedName(Aggregate.ZONE, zone);
  }

  private Response delete(Request request) {
    aggregates.delete(id(request));
    return Response.empty(200);
  }

  private Response act(Request request) {
    long id = id(request);
    Fields root = request.json();
    Set<String> names = root.names();
    String action = names.size() == 1 ? names.iterator().next() : "";
    Fields fields =
        switch (action) {
          case "add_host", "remove_host", "set_metadata" -> root.requiredObject(action);
          default ->
              throw CloudException.badRequest(
                  "There is no such action: send one of add_host, remove_host, set_metadata");
        };
    return switch (action) {
      case "add_host" -> one(request, aggregates.addHost(id, host(fields)));
      case "remove_host" -> one(request, aggregates.removeHost(id, host(fields)));
      default -> one(request, aggregates.setMetadata(id, metadata(fields)));
    };
  }

  private static String host(Fields fields) {
    String host = fields.requiredString("host", 1, 255);
    fields.rejectOthers();
    return host;
  }

  private static Map<String, Optional<String>> metadata(Fields fields) {
    Fields metadata = fields.requiredObject("metadata");
    fields.rejectOthers();
    if (metadata.names().size() > MOST_METADATA) {
      throw CloudException.badField(
          "metadata", "", "at most " + MOST_METADATA + " items are allowed");
    }
    Map<String, Optional<String>> read = new LinkedHashMap<>();
    for (String key : List.copyOf(metadata.names())) {
      Inputs.checkedKey("metadata", key);
      Optional<String> value = metadata.string(key, 0, 255);
      if (key.equals(Aggregate.ZONE)) {
        value.ifPresent(AggregatesApi::checkedZone);
      }
      read.put(key, value);
    }
    return read;
  }

  /** Accepted: the hosts fetch them when they next ask what they shall be. */
  private Response cache(Request request) {
    if (Microversions.of(request).before(81)) {
      throw CloudException.notFound("NotFound", "The resource could not be found.");
    }
    Fields root = request.json();
    List<ImageId> images = new ArrayList<>();
    for (Fields each : root.objects("cache", MOST_IMAGES).orElse(List.of())) {
      String id = each.requiredString("id", 1, 255);
      each.rejectOthers();
      if (!Inputs.isUuid(id)) {
        throw CloudException.badField("id", id, "'" + id + "' is not a 'uuid'");
      }
      if (images.contains(new ImageId(id))) {
        throw CloudException.badRequest("Duplicate images in request");
      }
      images.add(new ImageId(id));
    }
    root.rejectOthers();
    if (images.isEmpty()) {
      throw CloudException.badField("cache", root.raw(), "name one image or more");
    }
    cacheImages.cache(request.caller(), id(request), images);
    return Response.empty(202);
  }

  private static ObjectNode view(Aggregate aggregate, Microversion version) {
    ObjectNode node = Json.object();
    node.put("id", aggregate.id());
    if (version.atLeast(41)) {
      node.put("uuid", aggregate.uuid());
    }
    node.put("name", aggregate.name());
    ArrayNode hosts = node.putArray("hosts");
    aggregate.hosts().forEach(host -> hosts.add(host.value()));
    ObjectNode metadata = node.putObject("metadata");
    aggregate.metadata().forEach(metadata::put);
    node.put("created_at", Views.micros(aggregate.created()));
    node.put("updated_at", aggregate.updated().map(Views::micros).orElse(null));
    node.putNull("deleted_at");
    node.put("deleted", false);
    node.put("availability_zone", aggregate.zone().orElse(null));
    return node;
  }
}
