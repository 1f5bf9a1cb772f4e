package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.GroupPolicy;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.domain.ServerGroup;
import haneul.services.compute.ops.ServerGroups;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /os-server-groups}: until 2.63 with a list of one policy, from 2.64 with one and rules.
 */
final class ServerGroupsApi {
  private static final String PATH = "/v2.1/os-server-groups";
  private static final String MOST = "max_server_per_host";

  private final ServerGroups groups;

  ServerGroupsApi(ServerGroups groups) {
    this.groups = groups;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.READER, this::list)
        .post(PATH, Access.MEMBER, this::create)
        .get(PATH + "/{id}", Access.READER, this::show)
        .delete(PATH + "/{id}", Access.MEMBER, this::delete);
  }

  private Response list(Request request) {
    Microversion version = Microversions.of(request);
    boolean all = request.query().bool("all_projects").orElse(false);
    int offset = request.query().integer("offset", 0).orElse(0);
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("server_groups");
    groups
        .list(request.caller(), all, Views.limit(request.query()), offset)
        .forEach(group -> list.add(view(group, version)));
    return Response.ok(body);
  }

  private Response show(Request request) {
    return one(request, groups.show(request.caller(), request.param("id")));
  }

  private Response create(Request request) {
    Microversion version = Microversions.of(request);
    Fields root = request.json();
    Fields fields = root.requiredObject("server_group");
    root.rejectOthers();
    String name = Inputs.name(fields, "name");
    GroupPolicy policy = version.before(64) ? onlyPolicy(fields, version) : policy(fields, version);
    OptionalInt most = version.before(64) ? OptionalInt.empty() : rules(fields, policy);
    fields.rejectOthers();
    return one(request, groups.create(request.caller(), name, policy, most));
  }

  private static GroupPolicy policy(Fields fields, Microversion version) {
    fields.requiredString("policy", 1, 255);
    return fields
        .oneOf("policy", GroupPolicy.texts(version))
        .flatMap(GroupPolicy::of)
        .orElseThrow();
  }

  private static GroupPolicy onlyPolicy(Fields fields, Microversion version) {
    List<String> policies = fields.strings("policies", 1, 255).orElse(List.of());
    if (policies.isEmpty()) {
      throw CloudException.badField("policies", fields.raw(), "it must be a list of one policy");
    }
    String text = policies.getFirst();
    return Optional.of(text)
        .filter(GroupPolicy.texts(version)::contains)
        .flatMap(GroupPolicy::of)
        .orElseThrow(() ->
            CloudException.badField(
                "policies/0", text, "'" + text + "' is not one of " + GroupPolicy.texts(version)));
  }

  private static OptionalInt rules(Fields fields, GroupPolicy policy) {
    Optional<Fields> rules = fields.object("rules");
    if (rules.isEmpty() || rules.get().names().isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt most = rules.get().integer(MOST, 1, 1_000_000);
    rules.get().rejectOthers();
    if (policy != GroupPolicy.ANTI_AFFINITY) {
      throw CloudException.badRequest("Only anti-affinity policy supports rules.");
    }
    return most;
  }

  private Response delete(Request request) {
    groups.delete(request.caller(), request.param("id"));
    return Response.empty(204);
  }

  private static Response one(Request request, ServerGroups.Shown shown) {
    ObjectNode body = Json.object();
    body.set("server_group", view(shown, Microversions.of(request)));
    return Response.ok(body);
  }

  private static ObjectNode view(ServerGroups.Shown shown, Microversion version) {
    ServerGroup group = shown.group();
    ObjectNode node = Json.object();
    node.put("id", group.id());
    node.put("name", group.name());
    if (version.before(64)) {
      node.putArray("policies").add(group.policy().text());
      node.putObject("metadata");
    } else {
      node.put("policy", group.policy().text());
      ObjectNode rules = node.putObject("rules");
      group.mostOnAHost().ifPresent(most -> rules.put(MOST, most));
    }
    ArrayNode members = node.putArray("members");
    shown.members().forEach(members::add);
    if (version.atLeast(13)) {
      node.put("project_id", group.project().value());
      node.put("user_id", group.user().value());
    }
    return node;
  }
}
