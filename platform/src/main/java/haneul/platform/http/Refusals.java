package haneul.platform.http;

import haneul.base.id.Id;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/**
 * What is answered to what is no request at all, before any service sees it: a bad request line, a
 * header that is too long. It says no more than that; why is in the log.
 */
final class Refusals {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

  private Refusals() {}

  static DirectHandlers handlers() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, Refusals::refuse);
    }
    return handlers.build();
  }

  private static DirectHandler.TransportResponse refuse(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    String requestId = "req-" + Id.newUuid();
    LOG.log(
        System.Logger.Level.INFO,
        () -> "refused " + status.code() + " " + requestId + ": " + message);
    var error = Json.object();
    error.put("code", status.code());
    error.put("title", status.reasonPhrase());
    error.put("message", "The request is not well-formed HTTP, or too large.");
    var body = Json.object();
    body.set("error", error);
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .header(HeaderNames.create("X-Openstack-Request-Id"), requestId)
        .entity(Json.bytes(body))
        .keepAlive(false)
        .build();
  }
}
