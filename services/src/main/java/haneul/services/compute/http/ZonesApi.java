package haneul.services.compute.http;

import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.ops.HostInventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /os-availability-zone}: the zones that hosts are in; one is available by any of them. */
final class ZonesApi {
  private static final String PATH = "/v2.1/os-availability-zone";

  private final HostInventory hosts;

  ZonesApi(HostInventory hosts) {
    this.hosts = hosts;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.READER, _ -> list(false))
        .get(PATH + "/detail", Access.ADMIN, _ -> list(true));
  }

  private Response list(boolean detail) {
    Map<String, List<ServiceLine>> zones = new TreeMap<>();
    for (ServiceLine service : ServiceLine.all(hosts)) {
      if (detail || !service.isControl()) {
        zones.computeIfAbsent(service.zone(), _ -> new ArrayList<>()).add(service);
      }
    }
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("availabilityZoneInfo");
    for (boolean available : List.of(true, false)) {
      zones.forEach((zone, services) -> {
        if (services.stream().anyMatch(ServiceLine::enabled) == available) {
          describe(list.addObject(), zone, available, detail ? services : List.of());
        }
      });
    }
    return Response.ok(body);
  }

  private static void describe(
      ObjectNode node, String zone, boolean available, List<ServiceLine> services) {
    node.put("zoneName", zone);
    node.putObject("zoneState").put("available", available);
    if (services.isEmpty()) {
      node.putNull("hosts");
      return;
    }
    ObjectNode hosts = node.putObject("hosts");
    for (ServiceLine service : services) {
      hosts
          .withObjectProperty(service.host())
          .putObject(service.binary())
          .put("available", service.up())
          .put("active", service.enabled())
          .put("updated_at", service.updated());
    }
  }
}
