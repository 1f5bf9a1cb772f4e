package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.ops.HostInventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /os-services} and {@code /os-availability-zone}. */
final class ServicesApi {
  private static final String PATH = "/v2.1/os-services";
  private static final String CONTROL = "control";

  private final HostInventory hosts;
  private final String zone;

  ServicesApi(HostInventory hosts, String zone) {
    this.hosts = hosts;
    this.zone = zone;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.ADMIN, this::list)
        .put(PATH + "/{id}", Access.ADMIN, this::update)
        .get("/v2.1/os-availability-zone", Access.READER, this::zones)
        .get("/v2.1/os-availability-zone/detail", Access.ADMIN, this::zonesInDetail);
  }

  /** One line of the list. */
  private record Service(
      String binary,
      String host,
      int number,
      String uuid,
      String zone,
      boolean enabled,
      boolean up,
      String updated,
      Optional<String> reason) {}

  private List<Service> services() {
    String now = Views.micros(hosts.now());
    List<Service> services = new ArrayList<>();
    services.add(ours("nova-scheduler", HostIds.SCHEDULER, now));
    services.add(ours("nova-conductor", HostIds.CONDUCTOR, now));
    for (ComputeHosts.View view : hosts.all()) {
      services.add(
          new Service(
              "nova-compute",
              view.host().name().value(),
              HostIds.serviceNumber(view),
              HostIds.service(view),
              zone,
              view.disabledReason().isEmpty(),
              view.alive(),
              Views.micros(view.host().seenAt()),
              HostIds.reason(view)));
    }
    return services;
  }

  private static Service ours(String binary, int number, String now) {
    return new Service(
        binary,
        CONTROL,
        number,
        HostIds.uuid(binary, CONTROL),
        "internal",
        true,
        true,
        now,
        Optional.empty());
  }

  private Response list(Request request) {
    Optional<String> binary = request.query().first("binary");
    Optional<String> host = request.query().first("host");
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("services");
    for (Service service : services()) {
      if (binary.map(service.binary()::equals).orElse(true)
          && host.map(service.host()::equals).orElse(true)) {
        list.add(describe(service, Microversions.of(request)));
      }
    }
    return Response.ok(body);
  }

  private static ObjectNode describe(Service service, Microversion version) {
    ObjectNode node = Json.object();
    node.put("binary", service.binary());
    node.put("host", service.host());
    if (version.before(53)) {
      node.put("id", service.number());
    } else {
      node.put("id", service.uuid());
    }
    node.put("zone", service.zone());
    node.put("status", service.enabled() ? "enabled" : "disabled");
    node.put("state", service.up() ? "up" : "down");
    node.put("updated_at", service.updated());
    node.put("disabled_reason", service.reason().orElse(null));
    if (version.atLeast(11)) {
      node.put("forced_down", false);
    }
    return node;
  }

  /** Before 2.53 the path says what to do and the body to which host; from then on it is an id. */
  private Response update(Request request) {
    Microversion version = Microversions.of(request);
    String id = request.param("id");
    Fields body = request.json();
    if (version.atLeast(53)) {
      return updateById(request, id, body);
    }
    String host = body.requiredString("host", 1, 255);
    String binary = body.requiredString("binary", 1, 255);
    Optional<String> reason = body.string("disabled_reason", 1, 255);
    body.rejectOthers();
    ComputeHosts.View view =
        find(each -> binary.equals("nova-compute") && each.host().name().value().equals(host))
            .orElseThrow(() ->
                CloudException.notFound(
                    "ComputeHostNotFound",
                    "Could not find binary " + binary + " on host " + host + "."));
    ObjectNode answer = Json.object();
    ObjectNode node = answer.putObject("service");
    node.put("host", host).put("binary", binary);
    switch (id) {
      case "enable" -> {
        hosts.enable(view.host().name());
        node.put("status", "enabled");
      }
      case "disable" -> {
        hosts.disable(view.host().name(), Optional.empty());
        node.put("status", "disabled");
      }
      case "disable-log-reason" -> {
        if (reason.isEmpty()) {
          throw CloudException.badRequest("Missing disabled reason field");
        }
        hosts.disable(view.host().name(), reason);
        node.put("status", "disabled").put("disabled_reason", reason.get());
      }
      default -> throw CloudException.notFound("NotFound", "Unknown action");
    }
    return Response.ok(answer);
  }

  private Response updateById(Request request, String id, Fields body) {
    if (!Inputs.isUuid(id)) {
      throw CloudException.badRequest("Invalid uuid " + id);
    }
    String status =
        body.oneOf("status", List.of("enabled", "disabled"))
            .orElseThrow(() ->
                CloudException.badField(
                    "status", "", "only the status of a service can be changed"));
    Optional<String> reason = body.string("disabled_reason", 1, 255);
    body.rejectOthers();
    if (status.equals("enabled") && reason.isPresent()) {
      throw CloudException.badRequest(
          "Specifying 'disabled_reason' when status is 'enabled' is invalid.");
    }
    ComputeHosts.View view =
        find(each -> HostIds.service(each).equals(id))
            .orElseThrow(() ->
                CloudException.notFound(
                    "ServiceNotFound", "Service " + id + " could not be found."));
    if (status.equals("enabled")) {
      hosts.enable(view.host().name());
    } else {
      hosts.disable(view.host().name(), reason);
    }
    ObjectNode answer = Json.object();
    for (Service service : services()) {
      if (service.uuid().equals(id)) {
        answer.set("service", describe(service, Microversions.of(request)));
      }
    }
    return Response.ok(answer);
  }

  private Optional<ComputeHosts.View> find(Predicate<ComputeHosts.View> which) {
    return hosts.all().stream().filter(which).findFirst();
  }

  private Response zones(Request request) {
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("availabilityZoneInfo");
    if (!hosts.all().isEmpty()) {
      zone(list, zone, available()).putNull("hosts");
    }
    return Response.ok(body);
  }

  private boolean available() {
    return find(view -> view.disabledReason().isEmpty()).isPresent();
  }

  private static ObjectNode zone(ArrayNode list, String name, boolean available) {
    ObjectNode node = list.addObject();
    node.put("zoneName", name);
    node.putObject("zoneState").put("available", available);
    return node;
  }

  private Response zonesInDetail(Request request) {
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("availabilityZoneInfo");
    ObjectNode internal = zone(list, "internal", true).putObject("hosts").putObject(CONTROL);
    List<Service> services = services();
    for (Service service : services) {
      if (service.host().equals(CONTROL) && service.zone().equals("internal")) {
        state(internal, service);
      }
    }
    if (services.size() > HostIds.CONDUCTOR) {
      ObjectNode its = zone(list, zone, available()).putObject("hosts");
      for (Service service : services.subList(HostIds.CONDUCTOR, services.size())) {
        state(its.putObject(service.host()), service);
      }
    }
    return Response.ok(body);
  }

  private static void state(ObjectNode host, Service service) {
    host.putObject(service.binary())
        .put("available", service.up())
        .put("active", service.enabled())
        .put("updated_at", service.updated());
  }
}
