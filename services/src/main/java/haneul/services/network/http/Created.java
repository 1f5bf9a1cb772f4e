package haneul.services.network.http;

import haneul.platform.http.Json;
import haneul.platform.http.Response;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The answer to a creation: the thing, or the list when a list was sent. */
final class Created {
  private Created() {}

  static Response answer(String resource, String plural, List<ObjectNode> created, boolean bulk) {
    ObjectNode body = Json.object();
    if (bulk) {
      body.putArray(plural).addAll(created);
    } else {
      body.set(resource, created.getFirst());
    }
    return Response.json(201, body);
  }

  static ObjectNode wrapped(String resource, ObjectNode thing) {
    ObjectNode body = Json.object();
    body.set(resource, thing);
    return body;
  }
}
