package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.ops.ServerGroupsOfPorts;
import haneul.services.network.contract.ServerPorts;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /os-security-groups}: networking's groups as compute used to show them. {@code openstack
 * server add security group} still looks groups up here. Gone from microversion 2.36 on.
 */
final class SecurityGroupsApi {
  private static final String PATH = "/v2.1/os-security-groups";
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}");

  private final ServerGroupsOfPorts groups;

  SecurityGroupsApi(ServerGroupsOfPorts groups) {
    this.groups = groups;
  }

  void mount(ServiceApi api) {
    api.get(PATH, Access.READER, this::list).get(PATH + "/{id}", Access.READER, this::show);
  }

  private Response list(Request request) {
    requireOld(request);
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("security_groups");
    groups.list(request.caller()).forEach(group -> list.add(node(group)));
    return Response.ok(body);
  }

  private Response show(Request request) {
    requireOld(request);
    String id = request.param("id");
    if (!UUID.matcher(id).matches()) {
      throw CloudException.badRequest("Security group id should be uuid");
    }
    for (ServerPorts.ProjectGroup group : groups.list(request.caller())) {
      if (group.id().value().equals(id)) {
        ObjectNode body = Json.object();
        body.set("security_group", node(group));
        return Response.ok(body);
      }
    }
    throw CloudException.notFound("SecurityGroupNotFound", "Security group " + id + " not found.");
  }

  private static void requireOld(Request request) {
    if (Microversions.of(request).atLeast(36)) {
      throw CloudException.notFound("NotFound", "The resource could not be found.");
    }
  }

  private static ObjectNode node(ServerPorts.ProjectGroup group) {
    ObjectNode node = Json.object();
    node.put("id", group.id().value());
    node.put("name", group.name());
    node.put("description", group.description());
    node.put("tenant_id", group.project().value());
    ArrayNode rules = node.putArray("rules");
    group.ingress().forEach(rule -> rules.add(node(group, rule)));
    return node;
  }

  private static ObjectNode node(ServerPorts.ProjectGroup group, ServerPorts.IngressRule rule) {
    ObjectNode node = Json.object();
    node.put("id", rule.id());
    node.put("parent_group_id", group.id().value());
    node.put("ip_protocol", rule.protocol().orElse(null));
    node.put("from_port", rule.portMin().isPresent() ? rule.portMin().getAsInt() : null);
    node.put("to_port", rule.portMax().isPresent() ? rule.portMax().getAsInt() : null);
    ObjectNode from = node.putObject("group");
    rule.remoteGroup()
        .ifPresent(name -> from.put("name", name).put("tenant_id", group.project().value()));
    ObjectNode range = node.putObject("ip_range");
    if (rule.remoteGroup().isEmpty()) {
      range.put("cidr", rule.remoteCidr().orElse("0.0.0.0/0"));
    }
    return node;
  }
}
