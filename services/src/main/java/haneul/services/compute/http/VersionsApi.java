package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Microversion;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What there is, told without a token. */
final class VersionsApi {
  private static final String UPDATED = "2013-07-23T11:33:21Z";

  private VersionsApi() {}

  static void mount(ServiceApi api) {
    api.get("/", Access.ANYONE, VersionsApi::all)
        .get("/v2.1", Access.ANYONE, VersionsApi::one)
        .get("/v2.1/extensions", Access.AUTHENTICATED, VersionsApi::extensions)
        .get("/v2.1/extensions/{alias}", Access.AUTHENTICATED, VersionsApi::extension);
  }

  private static Response all(Request request) {
    ObjectNode body = Json.object();
    ObjectNode version = body.putArray("versions").addObject();
    describe(version, request);
    return Response.ok(body);
  }

  private static Response one(Request request) {
    ObjectNode body = Json.object();
    ObjectNode version = body.putObject("version");
    ArrayNode links = describe(version, request);
    links
        .addObject()
        .put("rel", "describedby")
        .put("type", "text/html")
        .put("href", "http://docs.openstack.org/");
    version
        .putArray("media-types")
        .addObject()
        .put("base", "application/json")
        .put("type", "application/vnd.openstack.compute+json;version=2.1");
    return Response.ok(body);
  }

  private static ArrayNode describe(ObjectNode version, Request request) {
    version
        .put("id", "v2.1")
        .put("status", "CURRENT")
        .put("version", Microversion.HIGHEST.toString())
        .put("min_version", Microversion.LOWEST.toString())
        .put("updated", UPDATED);
    ArrayNode links = version.putArray("links");
    links.addObject().put("rel", "self").put("href", request.baseUrl() + "/v2.1/");
    return links;
  }

  private static Response extensions(Request request) {
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("extensions");
    Extensions.NAMES.forEach((alias, name) -> Extensions.describe(list.addObject(), alias, name));
    return Response.ok(body);
  }

  private static Response extension(Request request) {
    String alias = request.param("alias");
    String name = Extensions.NAMES.get(alias);
    if (name == null) {
      throw CloudException.notFound(
          "ExtensionNotFound", "No extension with alias " + alias + " could be found.");
    }
    ObjectNode body = Json.object();
    Extensions.describe(body.putObject("extension"), alias, name);
    return Response.ok(body);
  }
}
