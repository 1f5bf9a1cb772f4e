package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.platform.store.Store;
import haneul.services.network.ops.ChangeNetwork;
import haneul.services.network.ops.ChangeSubnet;
import haneul.services.network.ops.CreatePort;
import haneul.services.network.ops.CreateSubnet;
import haneul.services.network.ops.DefaultGroup;
import haneul.services.network.ops.DeleteNetwork;
import haneul.services.network.ops.DeletePort;
import haneul.services.network.ops.DeleteSubnet;
import haneul.services.network.ops.EditPort;
import haneul.services.network.ops.ReadAgents;
import haneul.services.network.ops.SecurityGroups;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Networking API v2.0 under {@code /network}: its documents, and all its routes. */
public final class NetworkApi {
  /** Everything the API calls upon. */
  public record Operations(
      Store store,
      InstantSource clock,
      int mtu,
      ChangeNetwork changeNetwork,
      DeleteNetwork deleteNetwork,
      CreateSubnet createSubnet,
      ChangeSubnet changeSubnet,
      DeleteSubnet deleteSubnet,
      CreatePort createPort,
      EditPort editPort,
      DeletePort deletePort,
      DefaultGroup defaultGroup,
      SecurityGroups securityGroups,
      ReadAgents agents) {}

  private NetworkApi() {}

  public static ServiceApi of(Operations ops) {
    ServiceApi api =
        new ServiceApi("network", "/network", new NetworkErrorFormat())
            .get("/", Access.ANYONE, NetworkApi::versions)
            .get("/v2.0", Access.ANYONE, NetworkApi::resources)
            .get("/v2.0/extensions", Access.AUTHENTICATED, request -> extensions())
            .get("/v2.0/extensions/{alias}", Access.AUTHENTICATED, NetworkApi::extension);
    new NetworksApi(ops.store(), ops.clock(), ops.mtu(), ops.changeNetwork(), ops.deleteNetwork())
        .addTo(api);
    new SubnetsApi(
            ops.store(), ops.clock(), ops.createSubnet(), ops.changeSubnet(), ops.deleteSubnet())
        .addTo(api);
    new PortsApi(ops.store(), ops.createPort(), ops.editPort(), ops.deletePort()).addTo(api);
    new GroupsApi(ops.store(), ops.clock(), ops.defaultGroup(), ops.securityGroups()).addTo(api);
    new QuotasApi(ops.store()).addTo(api);
    new AgentsApi(ops.store(), ops.agents()).addTo(api);
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
