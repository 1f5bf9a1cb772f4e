package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.VmState;
import haneul.services.compute.ops.PowerServer.Power;
import haneul.services.compute.ops.ServerChanges;
import haneul.services.compute.ops.ServerConsole;
import haneul.services.compute.ops.ServerGroupsOfPorts;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /servers/{id}/action}. */
final class ServerActionsApi {
  /** nova's actions that this cloud does not have yet: known, so 501 and not 400. */
  private static final Set<String> NOT_HERE =
      Set.of(
          "addFixedIp",
          "addFloatingIp",
          "changePassword",
          "confirmResize",
          "createBackup",
          "createImage",
          "evacuate",
          "injectNetworkInfo",
          "migrate",
          "os-getRDPConsole",
          "os-getSPICEConsole",
          "os-getSerialConsole",
          "os-getVNCConsole",
          "os-migrateLive",
          "pause",
          "rebuild",
          "removeFixedIp",
          "removeFloatingIp",
          "rescue",
          "resetNetwork",
          "resize",
          "restore",
          "resume",
          "revertResize",
          "shelve",
          "shelveOffload",
          "suspend",
          "trigger_crash_dump",
          "unpause",
          "unrescue",
          "unshelve");

  /** Those among them that are an admin's, as nova has it. */
  private static final Set<String> NOT_HERE_AND_ADMINS =
      Set.of(
          "evacuate",
          "injectNetworkInfo",
          "migrate",
          "os-migrateLive",
          "resetNetwork",
          "shelveOffload");

  private final ServerChanges changes;
  private final ServerConsole console;
  private final ServerGroupsOfPorts groups;
  private final Map<String, Action> actions =
      Map.ofEntries(
          Map.entry("os-start", (request, id, body) -> power(request, id, Power.START)),
          Map.entry("os-stop", (request, id, body) -> power(request, id, Power.STOP)),
          Map.entry("reboot", this::reboot),
          Map.entry("os-getConsoleOutput", this::consoleOutput),
          Map.entry("lock", this::lock),
          Map.entry("unlock", this::unlock),
          Map.entry("os-resetState", this::resetState),
          Map.entry("forceDelete", this::forceDelete),
          Map.entry("addSecurityGroup", this::addGroup),
          Map.entry("removeSecurityGroup", this::removeGroup));

  /** One action. */
  private interface Action {
    Response run(Request request, String id, Fields root);
  }

  ServerActionsApi(ServerChanges changes, ServerConsole console, ServerGroupsOfPorts groups) {
    this.changes = changes;
    this.console = console;
    this.groups = groups;
  }

  void mount(ServiceApi api) {
    Set<String> known = new HashSet<>(NOT_HERE);
    known.addAll(actions.keySet());
    api.actions("/v2.1/servers/{id}/action", Access.MEMBER, known, this::act);
  }

  private Response act(Request request) {
    Fields root = request.json();
    List<String> names = List.copyOf(root.names());
    if (names.size() != 1) {
      throw CloudException.badRequest(
          "The request body must name one action, e.g. {\"os-start\": null}.");
    }
    String name = names.getFirst();
    Action action = actions.get(name);
    if (action != null) {
      return action.run(request, request.param("id"), root);
    }
    changes.requireVisible(request.caller(), request.param("id"));
    if (NOT_HERE_AND_ADMINS.contains(name) && !request.caller().isAdmin()) {
      throw CloudException.forbidden(
          "Policy doesn't allow the action " + name + " to be performed.");
    }
    if (NOT_HERE.contains(name)) {
      throw CloudException.of(
          ErrorKind.NOT_IMPLEMENTED,
          "NotImplemented",
          "The action " + name + " is not available in this cloud.");
    }
    String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
    throw CloudException.badRequest("There is no such action: " + shown);
  }

  private Response power(Request request, String id, Power power) {
    changes.power(request.caller(), request.requestId(), id, power);
    return Response.empty(202);
  }

  private Response reboot(Request request, String id, Fields root) {
    Fields reboot = root.requiredObject("reboot");
    String type = reboot.requiredString("type", 1, 255).toUpperCase(Locale.ROOT);
    reboot.rejectOthers();
    return switch (type) {
      case "SOFT" -> power(request, id, Power.REBOOT_SOFT);
      case "HARD" -> power(request, id, Power.REBOOT_HARD);
      default ->
          throw CloudException.badField(
              "type", type, "'" + type + "' is not one of ['HARD', 'SOFT']");
    };
  }

  private Response consoleOutput(Request request, String id, Fields root) {
    Optional<Integer> lines = Optional.empty();
    Optional<Fields> body = root.object("os-getConsoleOutput");
    if (body.isPresent()) {
      var length = body.get().integer("length", -1, Integer.MAX_VALUE);
      lines =
          length.isPresent() && length.getAsInt() >= 0
              ? Optional.of(length.getAsInt())
              : Optional.empty();
      body.get().rejectOthers();
    }
    ObjectNode answer = Json.object();
    answer.put("output", console.output(request.caller(), id, lines));
    return Response.ok(answer);
  }

  private Response lock(Request request, String id, Fields root) {
    Optional<String> reason = Optional.empty();
    Optional<Fields> body =
        root.any("lock").filter(JsonNode::isObject).isPresent()
            ? root.object("lock")
            : Optional.empty();
    if (Microversions.of(request).atLeast(73) && body.isPresent()) {
      reason = body.get().string("locked_reason", 1, 255);
      body.get().rejectOthers();
    }
    changes.lock(request.caller(), request.requestId(), id, reason);
    return Response.empty(202);
  }

  private Response unlock(Request request, String id, Fields root) {
    changes.unlock(request.caller(), request.requestId(), id);
    return Response.empty(202);
  }

  private Response resetState(Request request, String id, Fields root) {
    Caller caller = request.caller();
    if (!caller.isAdmin()) {
      changes.requireVisible(caller, id);
      throw CloudException.forbidden(
          "Policy doesn't allow os_compute_api:os-admin-actions:reset_state to be performed.");
    }
    Fields body = root.requiredObject("os-resetState");
    body.requiredString("state", 1, 255);
    String state = body.oneOf("state", List.of("active", "error")).orElse("error");
    body.rejectOthers();
    changes.resetState(caller, id, VmState.of(state));
    return Response.empty(202);
  }

  private Response forceDelete(Request request, String id, Fields root) {
    changes.delete(request.caller(), request.requestId(), id);
    return Response.empty(202);
  }

  private Response addGroup(Request request, String id, Fields root) {
    groups.add(request.caller(), id, group(root, "addSecurityGroup"));
    return Response.empty(202);
  }

  private Response removeGroup(Request request, String id, Fields root) {
    groups.remove(request.caller(), id, group(root, "removeSecurityGroup"));
    return Response.empty(202);
  }

  private static String group(Fields root, String action) {
    Fields body = root.requiredObject(action);
    String name = body.requiredString("name", 1, 255);
    body.rejectOthers();
    return name;
  }
}
