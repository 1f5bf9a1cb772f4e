package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Claimed;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.domain.Server;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.ops.HostInventory;
import haneul.services.compute.ops.HostNames;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;

/** {@code /os-hosts}, which ended with 2.43; {@code openstack host} still asks it. */
final class OldHostsApi {
  private static final String PATH = "/v2.1/os-hosts";

  private final HostInventory hosts;

  OldHostsApi(HostInventory hosts) {
    this.hosts = hosts;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.ADMIN, this::list).get(PATH + "/{name}", Access.ADMIN, this::show);
  }

  private static void requireOld(Request request) {
    if (Microversions.of(request).atLeast(43)) {
      throw CloudException.notFound("NotFound", "The resource could not be found.");
    }
  }

  private Response list(Request request) {
    requireOld(request);
    Optional<String> zone = request.query().first("zone");
    var body = Json.object();
    ArrayNode list = body.putArray("hosts");
    for (ServiceLine service : ServiceLine.all(hosts)) {
      if (service.enabled() && zone.map(service.zone()::equals).orElse(true)) {
        list.addObject()
            .put("host_name", service.host())
            .put("service", service.binary().substring("nova-".length()))
            .put("zone", service.zone());
      }
    }
    return Response.ok(body);
  }

  private Response show(Request request) {
    requireOld(request);
    String name = request.param("name");
    ComputeHosts.View view =
        hosts.all().stream()
            .filter(each -> each.name().value().equals(name))
            .findFirst()
            .orElseThrow(() -> HostNames.notFound(name));
    var body = Json.object();
    ArrayNode list = body.putArray("host");
    var facts = view.host().facts();
    line(
        list,
        name,
        "(total)",
        new Claimed(0, facts.vcpus(), facts.memoryMebibytes(), facts.diskGibibytes()));
    line(list, name, "(used_now)", view.claimed());
    line(list, name, "(used_max)", view.claimed());
    Map<String, Claimed> projects = new TreeMap<>();
    for (Server server : hosts.servers(view.name())) {
      projects.merge(server.project().value(), claim(server.boot().flavor()), OldHostsApi::sum);
    }
    projects.forEach((project, its) -> line(list, name, project, its));
    return Response.ok(body);
  }

  private static Claimed claim(Flavor flavor) {
    return new Claimed(1, flavor.vcpus(), flavor.memoryMebibytes(), flavor.diskGibibytes());
  }

  private static Claimed sum(Claimed a, Claimed b) {
    return new Claimed(
        a.servers() + b.servers(),
        a.vcpus() + b.vcpus(),
        a.memoryMebibytes() + b.memoryMebibytes(),
        a.diskGibibytes() + b.diskGibibytes());
  }

  private static void line(ArrayNode list, String host, String project, Claimed amount) {
    list.addObject()
        .putObject("resource")
        .put("project", project)
        .put("host", host)
        .put("cpu", amount.vcpus())
        .put("memory_mb", amount.memoryMebibytes())
        .put("disk_gb", amount.diskGibibytes());
  }
}
