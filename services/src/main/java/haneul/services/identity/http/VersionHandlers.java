package haneul.services.identity.http;

import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import tools.jackson.databind.node.ObjectNode;

/** The documents that say which versions there are. */
final class VersionHandlers {
  private VersionHandlers() {}

  static void addTo(ServiceApi api) {
    api.get("/", Access.ANYONE, VersionHandlers::root);
    api.get("/v3", Access.ANYONE, VersionHandlers::v3);
  }

  private static Response root(Request request) {
    var body = Json.object();
    body.putObject("versions").putArray("values").add(version(request));
    return Response.json(300, body).with("Location", request.baseUrl() + "/v3/");
  }

  private static Response v3(Request request) {
    var body = Json.object();
    body.set("version", version(request));
    return Response.ok(body);
  }

  private static ObjectNode version(Request request) {
    var version = Json.object();
    version.put("id", "v3.14");
    version.put("status", "stable");
    version.put("updated", "2020-04-07T00:00:00Z");
    version
        .putArray("links")
        .addObject()
        .put("rel", "self")
        .put("href", request.baseUrl() + "/v3/");
    version
        .putArray("media-types")
        .addObject()
        .put("base", "application/json")
        .put("type", "application/vnd.openstack.identity-v3+json");
    return version;
  }
}
