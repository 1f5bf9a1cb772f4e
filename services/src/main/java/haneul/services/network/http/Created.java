package haneul.services.network.http;

import haneul.platform.http.Json;
import haneul.platform.http.Response;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The answer to a creation: the thing, or the list when a list was sent. */
final class Created {
  private Created() {}

  static Response answer(String resource, String plural, ArrayNode created, boolean bulk) {
    ObjectNode body = Json.object();
    if (bulk) {
      body.set(plural, created);
    } else {
      body.set(resource, created.get(0));
    }
    return Response.json(201, body);
  }

  static ObjectNode wrapped(String resource, ObjectNode thing) {
    ObjectNode body = Json.object();
    body.set(resource, thing);
    return body;
  }
}
