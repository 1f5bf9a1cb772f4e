package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.host.HostReport.HostFacts;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.ops.HostInventory;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /os-hypervisors}: every host is one. */
final class HypervisorsApi {
  private static final String PATH = "/v2.1/os-hypervisors";
  private static final Pattern VERSION =
      Pattern.compile("([0-9]{1,3})(?:\\.([0-9]{1,3}))?(?:\\.([0-9]{1,3}))?.*");

  private final HostInventory hosts;

  HypervisorsApi(HostInventory hosts) {
    this.hosts = hosts;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.ADMIN, request -> list(request, false))
        .get(PATH + "/detail", Access.ADMIN, request -> list(request, true))
        .get(PATH + "/statistics", Access.ADMIN, this::statistics)
        .get(PATH + "/{id}", Access.ADMIN, this::show)
        .get(PATH + "/{id}/uptime", Access.ADMIN, this::uptime)
        .get(PATH + "/{id}/search", Access.ADMIN, request -> search(request, false))
        .get(PATH + "/{id}/servers", Access.ADMIN, request -> search(request, true));
  }

  private Response list(Request request, boolean whole) {
    Microversion version = Microversions.of(request);
    List<ComputeHosts.View> views = hosts.all();
    Optional<String> pattern =
        version.atLeast(53) ? request.query().first("hypervisor_hostname_pattern") : none();
    if (pattern.isPresent()) {
      views = matching(views, pattern.get());
    } else if (version.atLeast(33)) {
      views = page(request, views);
    }
    boolean servers = version.atLeast(53) && request.query().bool("with_servers").orElse(false);
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("hypervisors");
    for (ComputeHosts.View view : views) {
      list.add(one(view, version, whole, servers));
    }
    if (version.atLeast(33) && pattern.isEmpty() && !views.isEmpty()) {
      Views.next(
          body, request, "hypervisors", views.size(), HostIds.hypervisor(views.getLast(), version));
    }
    return Response.ok(body);
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private static List<ComputeHosts.View> matching(List<ComputeHosts.View> views, String pattern) {
    List<ComputeHosts.View> found =
        views.stream().filter(view -> view.host().name().value().contains(pattern)).toList();
    if (found.isEmpty()) {
      throw CloudException.notFound(
          "HypervisorNotFound", "No hypervisor matching '" + pattern + "' could be found.");
    }
    return found;
  }

  private static List<ComputeHosts.View> page(Request request, List<ComputeHosts.View> views) {
    Microversion version = Microversions.of(request);
    int from = 0;
    Optional<String> marker = request.query().first("marker");
    if (marker.isPresent()) {
      from =
          views.stream()
                  .map(view -> HostIds.hypervisor(view, version))
                  .toList()
                  .indexOf(marker.get())
              + 1;
      if (from == 0) {
        throw Views.markerNotFound(marker.get());
      }
    }
    int until = Math.min(views.size(), from + Views.limit(request.query()));
    return views.subList(from, until);
  }

  private Response show(Request request) {
    Microversion version = Microversions.of(request);
    String id = request.param("id");
    boolean servers = version.atLeast(53) && request.query().bool("with_servers").orElse(false);
    for (ComputeHosts.View view : hosts.all()) {
      if (HostIds.hypervisor(view, version).equals(id)) {
        ObjectNode body = Json.object();
        body.set("hypervisor", one(view, version, true, servers));
        return Response.ok(body);
      }
    }
    throw CloudException.notFound(
        "HypervisorNotFound", "Hypervisor with ID '" + id + "' could not be found.");
  }

  /** Hosts do not tell it; clients go on without at 501, from 2.88 it is in the document, null. */
  private Response uptime(Request request) {
    if (Microversions.of(request).atLeast(88)) {
      throw CloudException.notFound("NotFound", "The resource could not be found.");
    }
    throw CloudException.of(
        ErrorKind.NOT_IMPLEMENTED,
        "NotImplemented",
        "Unable to get uptime: hosts of this cloud do not report it.");
  }

  private Response search(Request request, boolean servers) {
    Microversion version = Microversions.of(request);
    if (version.atLeast(53)) {
      throw CloudException.notFound("NotFound", "The resource could not be found.");
    }
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("hypervisors");
    for (ComputeHosts.View view : matching(hosts.all(), request.param("id"))) {
      list.add(one(view, version, false, servers));
    }
    return Response.ok(body);
  }

  private ObjectNode one(
      ComputeHosts.View view, Microversion version, boolean whole, boolean servers) {
    ObjectNode node = Json.object();
    String id = HostIds.hypervisor(view, version);
    if (version.before(53)) {
      node.put("id", view.number());
    } else {
      node.put("id", id);
    }
    node.put("hypervisor_hostname", view.host().name().value());
    node.put("state", view.alive() ? "up" : "down");
    node.put("status", view.disabledReason().isPresent() ? "disabled" : "enabled");
    if (whole) {
      detail(node, view, version);
    }
    if (servers) {
      var its = hosts.servers(view.host().name());
      if (!its.isEmpty()) {
        ArrayNode list = node.putArray("servers");
        its.forEach(
            server -> list.addObject().put("uuid", server.id().value()).put("name", server.name()));
      }
    }
    return node;
  }

  private static void detail(ObjectNode node, ComputeHosts.View view, Microversion version) {
    HostFacts facts = view.host().facts();
    node.put("hypervisor_type", facts.hypervisorType());
    node.put("hypervisor_version", number(facts.hypervisorVersion()));
    node.put("host_ip", facts.address());
    ObjectNode service = node.putObject("service");
    if (version.before(53)) {
      service.put("id", HostIds.serviceNumber(view));
    } else {
      service.put("id", HostIds.service(view));
    }
    service.put("host", view.host().name().value());
    service.put("disabled_reason", HostIds.reason(view).orElse(null));
    if (version.atLeast(88)) {
      node.putNull("uptime");
      return;
    }
    resources(node, view);
    ObjectNode cpu = Json.object();
    cpu.put("model", facts.cpuModel());
    if (version.before(28)) {
      node.put("cpu_info", Json.text(cpu));
    } else {
      node.set("cpu_info", cpu);
    }
  }

  private static void resources(ObjectNode node, ComputeHosts.View view) {
    HostFacts facts = view.host().facts();
    node.put("vcpus", facts.vcpus());
    node.put("memory_mb", facts.memoryMebibytes());
    node.put("local_gb", facts.diskGibibytes());
    node.put("vcpus_used", view.claimed().vcpus());
    node.put("memory_mb_used", view.claimed().memoryMebibytes());
    node.put("local_gb_used", view.claimed().diskGibibytes());
    node.put("free_ram_mb", facts.memoryMebibytes() - view.claimed().memoryMebibytes());
    node.put("free_disk_gb", facts.diskGibibytes() - view.claimed().diskGibibytes());
    node.put("current_workload", 0);
    node.put("running_vms", view.claimed().servers());
    node.put("disk_available_least", facts.diskFreeGibibytes());
  }

  private Response statistics(Request request) {
    if (Microversions.of(request).atLeast(88)) {
      throw CloudException.notFound("NotFound", "The resource could not be found.");
    }
    List<ComputeHosts.View> views = hosts.all();
    ObjectNode body = Json.object();
    ObjectNode sum = body.putObject("hypervisor_statistics");
    sum.put("count", views.size());
    for (ComputeHosts.View view : views) {
      ObjectNode one = Json.object();
      resources(one, view);
      one.propertyNames()
          .forEach(name -> sum.put(name, sum.path(name).longValue(0) + one.path(name).longValue()));
    }
    return Response.ok(body);
  }

  /** 7.2.22 as nova counts it: 7002022. */
  private static long number(String version) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches()) {
      return 0;
    }
    long number = 0;
    for (int i = 1; i <= 3; i++) {
      String part = parts.group(i);
      number = number * 1000 + (part == null ? 0 : Integer.parseInt(part));
    }
    return number;
  }
}
