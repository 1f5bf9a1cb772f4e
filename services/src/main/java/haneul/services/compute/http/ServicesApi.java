package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.ops.HostInventory;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /os-services}. */
final class ServicesApi {
  private static final String PATH = "/v2.1/os-services";

  private final HostInventory hosts;

  ServicesApi(HostInventory hosts) {
    this.hosts = hosts;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.ADMIN, this::list)
        .put(PATH + "/{id}", Access.ADMIN, this::update)
        .delete(PATH + "/{id}", Access.ADMIN, this::delete);
  }

  private Response list(Request request) {
    Optional<String> binary = request.query().first("binary");
    Optional<String> host = request.query().first("host");
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("services");
    for (ServiceLine service : ServiceLine.all(hosts)) {
      if (binary.map(service.binary()::equals).orElse(true)
          && host.map(service.host()::equals).orElse(true)) {
        list.add(describe(service, Microversions.of(request)));
      }
    }
    return Response.ok(body);
  }

  private static ObjectNode describe(ServiceLine service, Microversion version) {
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
      node.put("forced_down", service.forcedDown());
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
    boolean force = version.atLeast(11) && id.equals("force-down");
    Optional<Boolean> down = force ? body.bool("forced_down") : Optional.empty();
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
      case "force-down" -> {
        if (down.isEmpty()) {
          throw CloudException.badRequest("Missing forced_down field");
        }
        hosts.forceDown(view.host().name(), down.get());
        node.put("forced_down", down.get());
      }
      default -> throw CloudException.notFound("NotFound", "Unknown action");
    }
    return Response.ok(answer);
  }

  /** By number before 2.53, by UUID from then on. */
  private Response delete(Request request) {
    String id = request.param("id");
    boolean byUuid = Microversions.of(request).atLeast(53);
    if (byUuid ? !Inputs.isUuid(id) : !id.matches("[0-9]{1,9}")) {
      throw CloudException.badRequest("Invalid " + (byUuid ? "uuid " : "service id ") + id);
    }
    ServiceLine service =
        ServiceLine.all(hosts).stream()
            .filter(each -> (byUuid ? each.uuid() : Integer.toString(each.number())).equals(id))
            .findFirst()
            .orElseThrow(() ->
                CloudException.notFound(
                    "ServiceNotFound", "Service " + id + " could not be found."));
    if (service.isControl()) {
      throw CloudException.conflict(
          "ServiceUp", service.binary() + " is control itself, and cannot be deleted.");
    }
    hosts.remove(new HostName(service.host()));
    return Response.empty(204);
  }

  private Response updateById(Request request, String id, Fields body) {
    if (!Inputs.isUuid(id)) {
      throw CloudException.badRequest("Invalid uuid " + id);
    }
    Optional<String> status = body.oneOf("status", List.of("enabled", "disabled"));
    Optional<String> reason = body.string("disabled_reason", 1, 255);
    Optional<Boolean> down = body.bool("forced_down");
    body.rejectOthers();
    if (status.isEmpty() && down.isEmpty()) {
      throw CloudException.badField("status", "", "give status, forced_down or both");
    }
    if (reason.isPresent() && !status.equals(Optional.of("disabled"))) {
      throw CloudException.badRequest(
          "Specifying 'disabled_reason' when status is 'enabled' is invalid.");
    }
    ComputeHosts.View view =
        find(each -> HostIds.service(each).equals(id))
            .orElseThrow(() ->
                CloudException.notFound(
                    "ServiceNotFound", "Service " + id + " could not be found."));
    status.ifPresent(word -> {
      if (word.equals("enabled")) {
        hosts.enable(view.name());
      } else {
        hosts.disable(view.name(), reason);
      }
    });
    down.ifPresent(is -> hosts.forceDown(view.name(), is));
    ObjectNode answer = Json.object();
    for (ServiceLine service : ServiceLine.all(hosts)) {
      if (service.uuid().equals(id)) {
        answer.set("service", describe(service, Microversions.of(request)));
      }
    }
    return Response.ok(answer);
  }

  private Optional<ComputeHosts.View> find(Predicate<ComputeHosts.View> which) {
    return hosts.all().stream().filter(which).findFirst();
  }
}
