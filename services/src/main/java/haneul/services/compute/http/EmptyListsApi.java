package haneul.services.compute.http;

import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import tools.jackson.databind.node.ObjectNode;

/** What clients list although this cloud has none of it yet. */
final class EmptyListsApi {
  private EmptyListsApi() {}

  static void mount(ServiceApi api) {
    api.get("/v2.1/os-migrations", Access.ADMIN, request -> none("migrations"));
  }

  private static Response none(String name) {
    ObjectNode body = Json.object();
    body.putArray(name);
    return Response.ok(body);
  }
}
