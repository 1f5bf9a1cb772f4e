package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Quota;
import haneul.services.network.ops.ProjectQuotas;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v2.0/quotas}. */
final class QuotasApi {
  private final ProjectQuotas quotas;

  QuotasApi(ProjectQuotas quotas) {
    this.quotas = quotas;
  }

  void addTo(ServiceApi api) {
    api.get("/v2.0/quotas", Access.ADMIN, this::list)
        .get("/v2.0/quotas/tenant", Access.READER, request -> own(request, "tenant"))
        .get("/v2.0/quotas/project", Access.READER, request -> own(request, "project"))
        .get("/v2.0/quotas/{project}", Access.READER, this::show)
        .get("/v2.0/quotas/{project}/default", Access.READER, this::standard)
        .get("/v2.0/quotas/{project}/details", Access.READER, this::details)
        .get("/v2.0/quotas/{project}/details.json", Access.READER, this::details)
        .put("/v2.0/quotas/{project}", Access.ADMIN, this::change)
        .delete("/v2.0/quotas/{project}", Access.ADMIN, this::reset);
  }

  private static ObjectNode shown(Map<Quota, Integer> limits) {
    ObjectNode json = Json.object();
    limits.forEach((quota, limit) -> json.put(quota.resource(), limit));
    return json;
  }

  private Response list(Request request) {
    ObjectNode body = Json.object();
    ArrayNode array = body.putArray("quotas");
    quotas
        .list()
        .forEach((project, limits) ->
            array.add(
                shown(limits)
                    .put("project_id", project.value())
                    .put("tenant_id", project.value())));
    return Response.ok(body);
  }

  /** How old clients ask which project they are in. */
  private static Response own(Request request, String name) {
    ProjectId project =
        request
            .caller()
            .project()
            .orElseThrow(() -> CloudException.badRequest("The token is not scoped to a project."));
    ObjectNode json = Json.object();
    json.put(name + "_id", project.value());
    return Response.ok(Created.wrapped(name, json));
  }

  private static ProjectId seen(Request request) {
    Caller caller = request.caller();
    String named = request.param("project");
    if (!named.matches("[0-9A-Za-z_-]{1,64}")) {
      throw CloudException.badField("project_id", named, "it is not a project's id");
    }
    ProjectId project = new ProjectId(named);
    if (!caller.sees(project)) {
      throw NetworkErrors.policy("rule:get_quota");
    }
    return project;
  }

  private Response show(Request request) {
    ProjectId project = seen(request);
    Map<Quota, Integer> limits = quotas.limits(project);
    return Response.ok(Created.wrapped("quota", shown(limits)));
  }

  private Response standard(Request request) {
    seen(request);
    ObjectNode json = Json.object();
    for (Quota quota : Quota.values()) {
      json.put(quota.resource(), quota.standard());
    }
    return Response.ok(Created.wrapped("quota", json));
  }

  private Response details(Request request) {
    ProjectId project = seen(request);
    ObjectNode json = Json.object();
    quotas
        .usage(project)
        .forEach((quota, usage) ->
            json.putObject(quota.resource())
                .put("limit", usage.limit())
                .put("used", usage.used())
                .put("reserved", 0));
    return Response.ok(Created.wrapped("quota", json));
  }

  private Response change(Request request) {
    ProjectId project = seen(request);
    Fields fields =
        request
            .json()
            .object("quota")
            .map(quota -> Fields.of(quota.raw(), ""))
            .orElseThrow(() -> CloudException.badRequest("Unable to find 'quota' in request body"));
    Map<Quota, Integer> limits = new EnumMap<>(Quota.class);
    for (Quota quota : Quota.values()) {
      OptionalInt limit = fields.integer(quota.resource(), Quota.UNLIMITED, Integer.MAX_VALUE);
      if (limit.isPresent()) {
        limits.put(quota, limit.getAsInt());
      }
    }
    for (String name : fields.names()) {
      if (Quota.of(name).isEmpty() && !name.equals("tenant_id") && !name.equals("project_id")) {
        throw CloudException.badRequest("Unrecognized attribute(s) '" + name + "'");
      }
    }
    quotas.set(project, limits);
    return show(request);
  }

  private Response reset(Request request) {
    ProjectId project = seen(request);
    quotas.reset(project);
    return Response.empty(204);
  }
}
