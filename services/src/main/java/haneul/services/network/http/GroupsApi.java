package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.host.WantedPort.Direction;
import haneul.base.host.WantedPort.EtherType;
import haneul.base.id.Id;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.network.domain.CheckRule;
import haneul.services.network.domain.IpPrefix;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.SecurityRule;
import haneul.services.network.domain.Stamp;
import haneul.services.network.ops.Groups;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** {@code /v2.0/security-groups} and {@code /v2.0/security-group-rules}. */
final class GroupsApi {
  private static final Attributes GROUP =
      new Attributes("security_group", "security_groups")
          .any("name", "description")
          .fixed("stateful", "true")
          .readOnly("security_group_rules", "shared");

  private static final Attributes RULE =
      new Attributes("security_group_rule", "security_group_rules")
          .atCreation("security_group_id", "direction", "ethertype", "protocol", "description")
          .atCreation("port_range_min", "port_range_max", "remote_ip_prefix", "remote_group_id")
          .fixed("remote_address_group_id", "null")
          .readOnly("normalized_cidr");

  private final Groups groups;
  private final InstantSource clock;

  GroupsApi(Groups groups, InstantSource clock) {
    this.groups = groups;
    this.clock = clock;
  }

  void addTo(ServiceApi api) {
    api.get("/v2.0/security-groups", Access.READER, this::list)
        .post("/v2.0/security-groups", Access.MEMBER, this::create)
        .get("/v2.0/security-groups/{id}", Access.READER, this::show)
        .put("/v2.0/security-groups/{id}", Access.MEMBER, this::change)
        .delete("/v2.0/security-groups/{id}", Access.MEMBER, this::delete)
        .get("/v2.0/security-group-rules", Access.READER, this::listRules)
        .post("/v2.0/security-group-rules", Access.MEMBER, this::createRules)
        .get("/v2.0/security-group-rules/{id}", Access.READER, this::showRule)
        .delete("/v2.0/security-group-rules/{id}", Access.MEMBER, this::deleteRule);
  }

  private Response list(Request request) {
    PageRequest page = ListQuery.parse(request);
    return ListQuery.answer(
        request,
        "security_groups",
        groups.list(request.caller(), page).stream().map(Shown::group).toList());
  }

  private Response show(Request request) {
    SecurityGroup group = groups.find(request.caller(), request.param("id"));
    return Response.ok(
        Created.wrapped("security_group", ListQuery.only(request, Shown.group(group))));
  }

  private Response create(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<Groups.Draft> drafts =
        GROUP.toCreate(body, caller).stream()
            .map(fields ->
                new Groups.Draft(
                    Attributes.project(fields, caller),
                    Attributes.name(fields).orElse(""),
                    Attributes.description(fields).orElse("")))
            .toList();
    return Created.answer(
        "security_group",
        "security_groups",
        groups.create(drafts).stream().map(Shown::group).toList(),
        GROUP.isBulk(body));
  }

  private Response change(Request request) {
    Caller caller = request.caller();
    Fields fields = GROUP.toChange(request.json(), caller);
    SecurityGroup now =
        groups.change(
            caller, request.param("id"), Attributes.name(fields), Attributes.description(fields));
    return Response.ok(Created.wrapped("security_group", Shown.group(now)));
  }

  private Response delete(Request request) {
    groups.delete(request.caller(), request.param("id"));
    return Response.empty(204);
  }

  private Response listRules(Request request) {
    PageRequest page = ListQuery.parse(request);
    return ListQuery.answer(
        request,
        "security_group_rules",
        groups.listRules(request.caller(), page).stream().map(Shown::rule).toList());
  }

  private Response showRule(Request request) {
    SecurityRule rule = groups.findRule(request.caller(), request.param("id"));
    return Response.ok(
        Created.wrapped("security_group_rule", ListQuery.only(request, Shown.rule(rule))));
  }

  private Response createRules(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<Groups.RuleDraft> drafts =
        RULE.toCreate(body, caller).stream().map(fields -> rule(fields, caller)).toList();
    return Created.answer(
        "security_group_rule",
        "security_group_rules",
        groups.createRules(caller, drafts).stream().map(Shown::rule).toList(),
        RULE.isBulk(body));
  }

  private Groups.RuleDraft rule(Fields fields, Caller caller) {
    String groupId =
        fields
            .string("security_group_id", 1, Attributes.NAME_LENGTH)
            .orElseThrow(() -> Attributes.missing("security_group_id"));
    String direction =
        fields
            .oneOf("direction", List.of("ingress", "egress"))
            .orElseThrow(() -> Attributes.missing("direction"));
    EtherType etherType = CheckRule.etherType(fields.string("ethertype", 0, 32).orElse("IPv4"));
    Optional<String> protocol = protocol(fields);
    OptionalInt min = fields.integer("port_range_min", -1, Integer.MAX_VALUE);
    OptionalInt max = fields.integer("port_range_max", -1, Integer.MAX_VALUE);
    Optional<IpPrefix> remote = fields.string("remote_ip_prefix", 1, 64).map(CheckRule::remote);
    Optional<String> remoteGroup = fields.string("remote_group_id", 1, Attributes.NAME_LENGTH);
    if (remote.isPresent() && remoteGroup.isPresent()) {
      throw NetworkErrors.bad(
          "SecurityGroupMultipleRemoteEntites",
          "Only one of remote_ip_prefix, remote_group_id and remote_address_group_id may be"
              + " provided.");
    }
    CheckRule.check(etherType, protocol, min, max, remote);
    return new Groups.RuleDraft(
        groupId,
        remoteGroup,
        (group, remoteId) ->
            new SecurityRule(
                Id.newUuid(),
                ruleProject(fields, caller, group),
                group.id(),
                Direction.valueOf(direction.toUpperCase(Locale.ROOT)),
                etherType,
                protocol,
                min,
                max,
                remote.map(IpPrefix::written),
                remoteId,
                Optional.of(Attributes.description(fields).orElse("")),
                Stamp.first(clock.instant())));
  }

  /** Who pays for the rule: the group's project, unless an admin names another. */
  private static ProjectId ruleProject(Fields fields, Caller caller, SecurityGroup group) {
    boolean named = fields.has("project_id") || fields.has("tenant_id");
    return named ? Attributes.project(fields, caller) : group.project();
  }

  /** A name in any case, a number, or nothing for any. */
  private static Optional<String> protocol(Fields fields) {
    Optional<JsonNode> value = fields.any("protocol");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = value.get();
    if (!node.isString() && !node.isIntegralNumber()) {
      throw CloudException.badField("protocol", node, node + " is not a name or a number");
    }
    String text = node.asString().toLowerCase(Locale.ROOT);
    if (text.length() > 32) {
      throw CloudException.badField("protocol", text, "it is too long");
    }
    return text.isEmpty() || text.equals("any") ? Optional.empty() : Optional.of(text);
  }

  private Response deleteRule(Request request) {
    groups.deleteRule(request.caller(), request.param("id"));
    return Response.empty(204);
  }
}
