package haneul.services.network.http;

import haneul.base.host.PathProbe.Card;
import haneul.base.host.PathProbe.Measured;
import haneul.platform.http.Access;
import haneul.platform.http.ErrorFormat;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.network.domain.CheckedPath;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.PathFinding;
import haneul.services.network.domain.PathPlan;
import haneul.services.network.ops.CheckPaths;
import haneul.services.network.ops.PathCheck;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks of what the underlay carries between hosts: what Neutron has no API for. */
public final class PathChecksApi {
  private static final int MOST_HOSTS = 1_000;
  private static final int MOST_NAME = 255;

  private final CheckPaths checks;

  public PathChecksApi(CheckPaths checks) {
    this.checks = checks;
  }

  public ServiceApi api() {
    return new ServiceApi("mtu", "/haneul/v1", ErrorFormat::keystone)
        .post("/mtu-checks", Access.ADMIN, this::start)
        .get("/mtu-checks/{id}", Access.ADMIN, request -> show(request.param("id")));
  }

  private Response start(Request request) {
    Fields body = request.json();
    List<String> hosts = body.strings("hosts", MOST_HOSTS, MOST_NAME).orElse(List.of());
    body.rejectOthers();
    return Response.json(202, shown(checks.start(hosts)));
  }

  private Response show(String id) {
    return Response.ok(shown(checks.find(id)));
  }

  /** What was found comes at the end. */
  private static ObjectNode shown(PathCheck check) {
    boolean done = check.done();
    PathPlan plan = check.plan();
    ObjectNode json = Json.object();
    json.put("id", check.id());
    json.put("state", done ? "done" : "running");
    json.put("needed_bytes", plan.bytes());
    json.put("paths_total", plan.pairs().size());
    json.put("paths_checked", check.checked());
    ArrayNode networks = json.putArray("networks");
    plan.networks().forEach(network -> networks.add(shown(network)));
    ArrayNode hosts = json.putArray("hosts");
    for (PathPlan.End end : plan.ends()) {
      ObjectNode host = hosts.addObject().put("name", end.host().value());
      host.put("address", end.address());
      Card card = check.cards().get(end.host());
      host.put("device", card == null ? null : card.device());
      host.put("device_mtu", card == null ? end.mtuBytes() : card.mtuBytes());
      host.put("problem", check.problems().get(end.host()));
    }
    if (done) {
      ArrayNode findings = json.putArray("findings");
      check.findings().forEach(finding -> findings.add(shown(finding)));
      ArrayNode paths = json.putArray("paths");
      check.paths().forEach(path -> paths.add(shown(path)));
    }
    return json;
  }

  private static ObjectNode shown(Network network) {
    return Json.object()
        .put("id", network.id().value())
        .put("name", network.name())
        .put("type", network.segment().kind().text())
        .put("mtu", network.mtu());
  }

  private static ObjectNode shown(PathFinding finding) {
    ObjectNode json = Json.object().put("what", finding.what()).put("mend", finding.mend());
    ArrayNode paths = json.putArray("paths");
    finding.paths().forEach(pair -> paths.add(shown(pair)));
    return json;
  }

  private static ObjectNode shown(PathPlan.Pair pair) {
    return Json.object()
        .put("from", pair.from().host().value())
        .put("to", pair.to().host().value());
  }

  private static ObjectNode shown(CheckedPath path) {
    ObjectNode json = shown(path.pair());
    json.put("state", path.state().text());
    json.put("problem", path.problem().orElse(null));
    json.put("largest_bytes", path.measured().map(Measured::largestBytes).orElse(null));
    ArrayNode hops = json.putArray("hops");
    path.measured()
        .map(Measured::hops)
        .orElse(List.of())
        .forEach(hop ->
            hops.addObject()
                .put("address", hop.address().isEmpty() ? null : hop.address())
                .put("large_arrive", hop.large()));
    return json;
  }
}
