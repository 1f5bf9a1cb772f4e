package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.network.ops.Groups;
import haneul.services.network.ops.Networks;
import haneul.services.network.ops.Ports;
import haneul.services.network.ops.ProjectQuotas;
import haneul.services.network.ops.ReadAgents;
import haneul.services.network.ops.Subnets;
import haneul.services.network.ops.UseDhcpAgent;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Networking API v2.0 under {@code /network}: its documents, and all its routes. */
public final class NetworkApi {
  /** Everything the API calls upon. */
  public record Operations(
      Networks networks,
      Subnets subnets,
      Ports ports,
      Groups groups,
      ProjectQuotas quotas,
      ReadAgents agents,
      UseDhcpAgent useDhcp) {}

  private NetworkApi() {}

  public static ServiceApi of(Operations ops, InstantSource clock) {
    ServiceApi api =
        new ServiceApi("network", "/network", new NetworkErrorFormat())
            .get("/", Access.ANYONE, NetworkApi::versions)
            .get("/v2.0", Access.ANYONE, NetworkApi::resources)
            .get("/v2.0/extensions", Access.AUTHENTICATED, request -> extensions())
            .get("/v2.0/extensions/{alias}", Access.AUTHENTICATED, NetworkApi::extension);
    new NetworksApi(ops.networks(), clock).addTo(api);
    new SubnetsApi(ops.subnets(), clock).addTo(api);
    new PortsApi(ops.ports()).addTo(api);
    new GroupsApi(ops.groups(), clock).addTo(api);
    new QuotasApi(ops.quotas()).addTo(api);
    new AgentsApi(ops.agents(), ops.useDhcp()).addTo(api);
    return api;
  }

  private static Response versions(Request request) {
    ObjectNode version = Json.object();
    version.put("id", "v2.0");
    version.put("status", "CURRENT");
    link(version, request.baseUrl() + "/v2.0/");
    ObjectNode body = Json.object();
    body.putArray("versions").add(version);
    return Response.ok(body);
  }

  private static Response resources(Request request) {
    ObjectNode body = Json.object();
    ArrayNode resources = body.putArray("resources");
    for (String name : List.of("network", "subnet", "port")) {
      ObjectNode resource = resources.addObject();
      resource.put("name", name);
      resource.put("collection", name + "s");
      link(resource, request.baseUrl() + "/v2.0/" + name + "s");
    }
    return Response.ok(body);
  }

  private static void link(ObjectNode json, String href) {
    json.putArray("links").addObject().put("rel", "self").put("href", href);
  }

  private static Response extensions() {
    ObjectNode body = Json.object();
    ArrayNode array = body.putArray("extensions");
    Extension.ALL.forEach(extension -> array.add(extension.shown()));
    return Response.ok(body);
  }

  private static Response extension(Request request) {
    String alias = request.param("alias");
    for (Extension extension : Extension.ALL) {
      if (extension.alias().equals(alias)) {
        return Response.ok(Created.wrapped("extension", extension.shown()));
      }
    }
    throw CloudException.notFound("NotFound", "Extension with alias " + alias + " does not exist");
  }
}
