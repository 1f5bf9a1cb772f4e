package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Handler;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.ops.ServerTags;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /servers/{id}/tags}, from 2.26. */
final class ServerTagsApi {
  private static final String PATH = "/v2.1/servers/{id}/tags";

  private final ServerTags tags;

  ServerTagsApi(ServerTags tags) {
    this.tags = tags;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.READER, since26(this::list))
        .put(PATH, Access.MEMBER, since26(this::replace))
        .delete(PATH, Access.MEMBER, since26(this::clear))
        .get(PATH + "/{tag}", Access.READER, since26(this::has))
        .put(PATH + "/{tag}", Access.MEMBER, since26(this::add))
        .delete(PATH + "/{tag}", Access.MEMBER, since26(this::remove));
  }

  private static Handler since26(Handler handler) {
    return request -> {
      if (Microversions.of(request).before(26)) {
        throw CloudException.notFound("NotFound", "The resource could not be found.");
      }
      return handler.handle(request);
    };
  }

  private Response list(Request request) {
    return all(tags.list(request.caller(), request.param("id")));
  }

  private static Response all(List<String> tags) {
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("tags");
    tags.forEach(list::add);
    return Response.ok(body);
  }

  private Response replace(Request request) {
    Fields root = request.json();
    if (!root.has("tags")) {
      throw CloudException.badField("tags", "", "'tags' is a required property");
    }
    List<String> wanted = Inputs.tags(root, "tags");
    root.rejectOthers();
    tags.replace(request.caller(), request.param("id"), wanted);
    return all(wanted);
  }

  private Response clear(Request request) {
    tags.replace(request.caller(), request.param("id"), List.of());
    return Response.empty(204);
  }

  private Response has(Request request) {
    String id = request.param("id");
    String tag = request.param("tag");
    if (!tags.list(request.caller(), id).contains(tag)) {
      throw ServerTags.notFound(id, tag);
    }
    return Response.empty(204);
  }

  private Response add(Request request) {
    String id = request.param("id");
    String tag = Inputs.tag(request.param("tag"));
    boolean fresh = tags.add(request.caller(), id, tag);
    return fresh
        ? Response.empty(201).with("Location", request.baseUrl() + request.path())
        : Response.empty(204);
  }

  private Response remove(Request request) {
    tags.remove(request.caller(), request.param("id"), request.param("tag"));
    return Response.empty(204);
  }
}
