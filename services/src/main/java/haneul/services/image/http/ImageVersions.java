package haneul.services.image.http;

import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The list of versions, as clients discover them. */
final class ImageVersions {
  private static final List<Integer> MINORS =
      List.of(15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

  private ImageVersions() {}

  /** Glance answers 300 at the root and 200 at /versions. */
  static Response list(Request request, int status) {
    ObjectNode body = Json.object();
    var versions = body.putArray("versions");
    for (int minor : MINORS) {
      ObjectNode version = versions.addObject();
      version.put("id", "v2." + minor);
      version.put("status", minor == MINORS.getFirst() ? "CURRENT" : "SUPPORTED");
      version
          .putArray("links")
          .addObject()
          .put("rel", "self")
          .put("href", request.baseUrl() + "/v2/");
    }
    return Response.json(status, body);
  }
}
