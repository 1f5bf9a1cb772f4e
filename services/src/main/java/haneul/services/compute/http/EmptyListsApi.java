package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import tools.jackson.databind.node.ObjectNode;

/** What clients list although this cloud has none of it yet. */
final class EmptyListsApi {
  private EmptyListsApi() {}

  static void mount(ServiceApi api) {
    api.get("/v2.1/os-aggregates", Access.ADMIN, request -> none("aggregates"))
        .get("/v2.1/os-aggregates/{id}", Access.ADMIN, EmptyListsApi::aggregate)
        .get("/v2.1/os-server-groups", Access.READER, request -> none("server_groups"))
        .get("/v2.1/os-server-groups/{id}", Access.READER, EmptyListsApi::serverGroup)
        .get("/v2.1/os-migrations", Access.ADMIN, request -> none("migrations"));
  }

  private static Response none(String name) {
    ObjectNode body = Json.object();
    body.putArray(name);
    return Response.ok(body);
  }

  private static Response aggregate(Request request) {
    String id = request.param("id");
    if (!id.matches("[0-9]{1,18}")) {
      throw CloudException.badRequest("Invalid input received: id must be an integer");
    }
    throw CloudException.notFound("AggregateNotFound", "Aggregate " + id + " could not be found.");
  }

  private static Response serverGroup(Request request) {
    throw CloudException.notFound(
        "InstanceGroupNotFound", "Instance group " + request.param("id") + " could not be found.");
  }
}
