package haneul.services.compute.http;

import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.domain.ServerAction;
import haneul.services.compute.ops.ServerHistory;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /servers/{id}/os-instance-actions}. */
final class ServerHistoryApi {
  private static final String PATH = "/v2.1/servers/{id}/os-instance-actions";

  private final ServerHistory history;

  ServerHistoryApi(ServerHistory history) {
    this.history = history;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.READER, this::list).get(PATH + "/{request}", Access.READER, this::show);
  }

  private Response list(Request request) {
    Microversion version = Microversions.of(request);
    boolean paged = version.atLeast(58);
    List<ServerAction> actions =
        history.list(
            request.caller(),
            request.param("id"),
            new ServerHistory.Wanted(
                version.atLeast(21),
                paged ? Views.time(request.query(), "changes-since") : Optional.empty(),
                version.atLeast(66)
                    ? Views.time(request.query(), "changes-before")
                    : Optional.empty(),
                paged ? request.query().first("marker") : Optional.empty(),
                paged ? Views.limit(request.query()) : Views.MAX_PAGE));
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("instanceActions");
    actions.forEach(action -> list.add(brief(action, version)));
    if (paged && !actions.isEmpty()) {
      Views.next(body, request, "", actions.size(), actions.getLast().requestId());
    }
    return Response.ok(body);
  }

  private static ObjectNode brief(ServerAction action, Microversion version) {
    ObjectNode node = Json.object();
    node.put("action", action.kind().text());
    node.put("instance_uuid", action.server().value());
    node.put("request_id", action.requestId());
    node.put("user_id", action.user().value());
    node.put("project_id", action.project().value());
    node.put("start_time", Views.micros(action.started()));
    node.put("message", action.succeeded().orElse(true) ? null : "Error");
    if (version.atLeast(51)) {
      node.put("updated_at", Views.micros(action.finished().orElse(action.started())));
    }
    return node;
  }

  private Response show(Request request) {
    Microversion version = Microversions.of(request);
    ServerAction action =
        history.show(
            request.caller(), request.param("id"), request.param("request"), version.atLeast(21));
    ObjectNode node = brief(action, version);
    if (request.caller().isAdmin() || version.atLeast(51)) {
      event(node.putArray("events").addObject(), action, request, version);
    }
    ObjectNode body = Json.object();
    body.set("instanceAction", node);
    return Response.ok(body);
  }

  /** An action has one event: what the host did about it. */
  private static void event(
      ObjectNode node, ServerAction action, Request request, Microversion version) {
    boolean admin = request.caller().isAdmin();
    node.put("event", action.kind().event());
    node.put("start_time", Views.micros(action.started()));
    node.put("finish_time", action.finished().map(Views::micros).orElse(null));
    node.put("result", action.succeeded().map(well -> well ? "Success" : "Error").orElse(null));
    if (admin) {
      node.putNull("traceback");
    }
    if (version.atLeast(62)) {
      node.put(
          "hostId",
          action.host().map(host -> ServerView.hostId(action.project(), host)).orElse(""));
      if (admin) {
        node.put("host", action.host().map(host -> host.value()).orElse(null));
      }
    }
    if (version.atLeast(84)) {
      node.put("details", action.details().orElse(null));
    }
  }
}
