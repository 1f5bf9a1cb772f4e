package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.domain.Quota;
import haneul.services.compute.domain.Quota.Resource;
import haneul.services.compute.ops.Quotas;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/** {@code /os-quota-sets}, {@code /os-quota-class-sets} and {@code /limits}. */
final class QuotasApi {
  private static final String PATH = "/v2.1/os-quota-sets/{project}";

  /** Counted by the network service; shown without limit here, as nova does. */
  private static final int NOT_OURS = -1;

  private final Quotas quotas;

  QuotasApi(Quotas quotas) {
    this.quotas = quotas;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.READER, this::show)
        .get(PATH + "/detail", Access.READER, this::detail)
        .get(PATH + "/defaults", Access.READER, this::defaults)
        .put(PATH, Access.ADMIN, this::update)
        .delete(PATH, Access.ADMIN, this::delete)
        .get("/v2.1/os-quota-class-sets/{name}", Access.ADMIN, this::quotaClass)
        .get("/v2.1/limits", Access.READER, this::limits);
  }

  private Response show(Request request) {
    String project = request.param("project");
    Quotas.Standing standing = quotas.standing(request.caller(), project);
    return set(request, "quota_set", project, standing.limits());
  }

  private Response defaults(Request request) {
    return set(request, "quota_set", request.param("project"), Quotas.usual());
  }

  private Response quotaClass(Request request) {
    return set(request, "quota_class_set", request.param("name"), Quotas.usual());
  }

  private static Response set(
      Request request, String name, String id, Map<Resource, Integer> limits) {
    ObjectNode body = Json.object();
    ObjectNode node = body.putObject(name);
    node.put("id", id);
    each(Microversions.of(request), limits, node::put);
    return Response.ok(body);
  }

  /** All limits of a version, in the order of their names. */
  private static void each(
      Microversion version, Map<Resource, Integer> limits, BiConsumer<String, Integer> put) {
    Map<String, Integer> all = new TreeMap<>();
    limits.forEach((resource, limit) -> all.put(resource.text(), limit));
    if (version.before(36)) {
      for (String name :
          new String[] {"fixed_ips", "floating_ips", "security_group_rules", "security_groups"}) {
        all.put(name, NOT_OURS);
      }
    }
    if (version.before(57)) {
      all.put("injected_file_content_bytes", 0);
      all.put("injected_file_path_bytes", 0);
      all.put("injected_files", 0);
    }
    all.forEach(put);
  }

  private Response detail(Request request) {
    String project = request.param("project");
    Quotas.Standing standing = quotas.standing(request.caller(), project);
    ObjectNode body = Json.object();
    ObjectNode node = body.putObject("quota_set");
    node.put("id", project);
    Map<String, Long> used = new TreeMap<>();
    for (Resource resource : Resource.values()) {
      used.put(resource.text(), standing.used().of(resource));
    }
    each(
        Microversions.of(request),
        standing.limits(),
        (name, limit) ->
            node.putObject(name)
                .put("limit", limit)
                .put("in_use", used.getOrDefault(name, 0L))
                .put("reserved", 0));
    return Response.ok(body);
  }

  private Response update(Request request) {
    Fields root = request.json();
    Fields fields = root.requiredObject("quota_set");
    root.rejectOthers();
    if (request.query().first("user_id").isPresent()) {
      throw CloudException.badField(
          "user_id",
          request.query().first("user_id").orElse(""),
          "quotas are those of projects here, not of users");
    }
    Map<Resource, Integer> limits = new EnumMap<>(Resource.class);
    for (Resource resource : Resource.values()) {
      OptionalInt limit = fields.integer(resource.text(), -1, Integer.MAX_VALUE);
      limit.ifPresent(value -> limits.put(resource, value));
    }
    boolean force = fields.bool("force").orElse(false);
    fields.string("tenant_id", 0, 255);
    fields.rejectOthers();
    Map<Resource, Integer> now = quotas.set(request.param("project"), limits, force);
    ObjectNode body = Json.object();
    ObjectNode node = body.putObject("quota_set");
    each(Microversions.of(request), now, node::put);
    return Response.ok(body);
  }

  private Response delete(Request request) {
    quotas.reset(request.param("project"));
    return Response.empty(202);
  }

  private Response limits(Request request) {
    Microversion version = Microversions.of(request);
    String project =
        request
            .query()
            .first("tenant_id")
            .orElseGet(() -> request.caller().project().map(ProjectId::value).orElse(""));
    Quotas.Standing standing = quotas.standing(request.caller(), project);
    ObjectNode body = Json.object();
    ObjectNode limits = body.putObject("limits");
    limits.putArray("rate");
    ObjectNode absolute = limits.putObject("absolute");
    most(absolute, version, standing.limits());
    used(absolute, version, standing.used());
    return Response.ok(body);
  }

  private static void most(
      ObjectNode absolute, Microversion version, Map<Resource, Integer> limits) {
    absolute.put("maxTotalInstances", limits.get(Resource.INSTANCES));
    absolute.put("maxTotalCores", limits.get(Resource.CORES));
    absolute.put("maxTotalRAMSize", limits.get(Resource.RAM));
    absolute.put("maxServerMeta", limits.get(Resource.METADATA_ITEMS));
    if (version.before(39)) {
      absolute.put("maxImageMeta", limits.get(Resource.METADATA_ITEMS));
    }
    if (version.before(57)) {
      absolute.put("maxPersonality", 0);
      absolute.put("maxPersonalitySize", 0);
    }
    absolute.put("maxTotalKeypairs", limits.get(Resource.KEY_PAIRS));
    absolute.put("maxServerGroups", limits.get(Resource.SERVER_GROUPS));
    absolute.put("maxServerGroupMembers", limits.get(Resource.SERVER_GROUP_MEMBERS));
    if (version.before(36)) {
      absolute.put("maxTotalFloatingIps", NOT_OURS);
      absolute.put("maxSecurityGroups", NOT_OURS);
      absolute.put("maxSecurityGroupRules", NOT_OURS);
    }
  }

  private static void used(ObjectNode absolute, Microversion version, Quota.Used used) {
    absolute.put("totalRAMUsed", used.memoryMebibytes());
    absolute.put("totalCoresUsed", used.cores());
    absolute.put("totalInstancesUsed", used.instances());
    if (version.before(36)) {
      absolute.put("totalFloatingIpsUsed", 0);
      absolute.put("totalSecurityGroupsUsed", 0);
    }
    absolute.put("totalServerGroupsUsed", used.serverGroups());
  }
}
