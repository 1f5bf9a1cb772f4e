package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.host.WantedPort.Direction;
import haneul.base.host.WantedPort.EtherType;
import haneul.base.id.Id;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.domain.CheckRule;
import haneul.services.network.domain.IpPrefix;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.SecurityGroup;
import haneul.services.network.domain.SecurityRule;
import haneul.services.network.domain.Stamp;
import haneul.services.network.ops.DefaultGroup;
import haneul.services.network.ops.ReadNetworks;
import haneul.services.network.ops.SecurityGroups;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

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

  private final Store store;
  private final InstantSource clock;
  private final DefaultGroup defaultGroup;
  private final SecurityGroups groups;

  GroupsApi(Store store, InstantSource clock, DefaultGroup defaultGroup, SecurityGroups groups) {
    this.store = store;
    this.clock = clock;
    this.defaultGroup = defaultGroup;
    this.groups = groups;
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

  /** Whoever looks finds the default group; the first look makes it. */
  private void ensureDefault(Caller caller) {
    Optional<ProjectId> project = caller.project();
    if (project.isPresent() && !store.read(tx -> DefaultGroup.exists(tx, project.get()))) {
      store.run(tx -> defaultGroup.of(tx, project.get()));
    }
  }

  private Response list(Request request) {
    PageRequest page = ListQuery.parse(request);
    ensureDefault(request.caller());
    List<SecurityGroup> found = store.read(tx -> ReadNetworks.groups(tx, request.caller(), page));
    return ListQuery.answer(request, "security_groups", found.stream().map(Shown::group).toList());
  }

  private Response show(Request request) {
    SecurityGroup group =
        store.read(tx -> ReadNetworks.group(tx, request.caller(), request.param("id")));
    return Response.ok(
        Created.wrapped("security_group", ListQuery.only(request, Shown.group(group))));
  }

  private Response create(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<Fields> items = GROUP.toCreate(body, caller);
    ArrayNode created =
        store.write(tx -> {
          ArrayNode array = Json.array();
          for (Fields fields : items) {
            ProjectId project = Attributes.project(fields, caller);
            defaultGroup.of(tx, project);
            array.add(
                Shown.group(
                    groups.create(
                        tx,
                        project,
                        Attributes.name(fields).orElse(""),
                        Attributes.description(fields).orElse(""))));
          }
          return array;
        });
    return Created.answer("security_group", "security_groups", created, GROUP.isBulk(body));
  }

  private Response change(Request request) {
    Caller caller = request.caller();
    Fields fields = GROUP.toChange(request.json(), caller);
    SecurityGroup now =
        store.write(tx -> {
          SecurityGroup old = ReadNetworks.group(tx, caller, request.param("id"));
          groups.change(tx, old, Attributes.name(fields), Attributes.description(fields));
          return ReadNetworks.group(tx, caller, old.id().value());
        });
    return Response.ok(Created.wrapped("security_group", Shown.group(now)));
  }

  private Response delete(Request request) {
    Caller caller = request.caller();
    store.run(tx -> groups.delete(tx, caller, ReadNetworks.group(tx, caller, request.param("id"))));
    return Response.empty(204);
  }

  private Response listRules(Request request) {
    PageRequest page = ListQuery.parse(request);
    ensureDefault(request.caller());
    List<SecurityRule> found = store.read(tx -> ReadNetworks.rules(tx, request.caller(), page));
    return ListQuery.answer(
        request, "security_group_rules", found.stream().map(Shown::rule).toList());
  }

  private Response showRule(Request request) {
    SecurityRule rule =
        store.read(tx -> ReadNetworks.rule(tx, request.caller(), request.param("id")));
    return Response.ok(
        Created.wrapped("security_group_rule", ListQuery.only(request, Shown.rule(rule))));
  }

  private Response createRules(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<Fields> items = RULE.toCreate(body, caller);
    ArrayNode created =
        store.write(tx -> {
          ArrayNode array = Json.array();
          for (Fields fields : items) {
            SecurityGroup group =
                ReadNetworks.group(
                    tx,
                    caller,
                    fields
                        .string("security_group_id", 1, Attributes.NAME_LENGTH)
                        .orElseThrow(() -> Attributes.missing("security_group_id")));
            SecurityRule rule = rule(tx, fields, caller, group);
            groups.addRule(tx, group, rule);
            array.add(Shown.rule(rule));
          }
          return array;
        });
    return Created.answer(
        "security_group_rule", "security_group_rules", created, RULE.isBulk(body));
  }

  private SecurityRule rule(Tx tx, Fields fields, Caller caller, SecurityGroup group) {
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
    return new SecurityRule(
        Id.newUuid(),
        ruleProject(fields, caller, group),
        group.id(),
        Direction.valueOf(direction.toUpperCase(Locale.ROOT)),
        etherType,
        protocol,
        min,
        max,
        remote.map(IpPrefix::written),
        remoteGroup.map(id -> remoteGroup(tx, caller, id)),
        Optional.of(Attributes.description(fields).orElse("")),
        Stamp.first(clock.instant()));
  }

  /** Who pays for the rule: the group's project, unless an admin names another. */
  private static ProjectId ruleProject(Fields fields, Caller caller, SecurityGroup group) {
    boolean named = fields.has("project_id") || fields.has("tenant_id");
    return named ? Attributes.project(fields, caller) : group.project();
  }

  private static SecurityGroupId remoteGroup(Tx tx, Caller caller, String id) {
    return ReadNetworks.group(tx, caller, id).id();
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
    store.run(
        tx -> groups.deleteRule(tx, ReadNetworks.rule(tx, request.caller(), request.param("id"))));
    return Response.empty(204);
  }
}
