package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.network.domain.Agent;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Segment;
import haneul.services.network.domain.Subnet;
import haneul.services.network.ops.ReadAgents;
import haneul.services.network.ops.UseDhcpAgent;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Agents, zones and how full networks are: computed from hosts and addresses. */
final class AgentsApi {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /** What a list of agents can be filtered by, besides what every list takes. */
  private static final Set<String> FILTERS =
      Set.of(
          "id",
          "agent_type",
          "binary",
          "topic",
          "host",
          "admin_state_up",
          "alive",
          "availability_zone",
          "description");

  private final ReadAgents agents;
  private final UseDhcpAgent useDhcp;

  AgentsApi(ReadAgents agents, UseDhcpAgent useDhcp) {
    this.agents = agents;
    this.useDhcp = useDhcp;
  }

  void addTo(ServiceApi api) {
    api.get("/v2.0/agents", Access.ADMIN, this::list)
        .get("/v2.0/agents/{id}", Access.ADMIN, this::show)
        .put("/v2.0/agents/{id}", Access.ADMIN, this::change)
        .get("/v2.0/agents/{id}/dhcp-networks", Access.ADMIN, this::networks)
        .get("/v2.0/networks/{id}/dhcp-agents", Access.ADMIN, this::serving)
        .get("/v2.0/availability_zones", Access.READER, this::zones)
        .get("/v2.0/network-ip-availabilities", Access.ADMIN, this::availabilities)
        .get("/v2.0/network-ip-availabilities/{id}", Access.ADMIN, this::availability);
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }

  private static ObjectNode shown(Agent agent) {
    ObjectNode json = Json.object();
    json.put("id", agent.id());
    json.put("agent_type", agent.kind().type());
    json.put("binary", agent.kind().binary());
    json.put("topic", agent.kind().topic());
    json.put("host", agent.host().value());
    json.put("admin_state_up", agent.enabled());
    json.put("created_at", time(agent.createdAt()));
    json.put("started_at", time(agent.createdAt()));
    json.put("heartbeat_timestamp", time(agent.seenAt()));
    json.putNull("description");
    json.putNull("resources_synced");
    json.put("availability_zone", agent.kind() == Agent.Kind.DHCP ? Shown.ZONE : null);
    json.put("alive", agent.alive());
    ObjectNode configurations = json.putObject("configurations");
    if (agent.kind() == Agent.Kind.SWITCH) {
      agent.tunnelAddress().ifPresent(at -> configurations.put("tunneling_ip", at));
      ObjectNode mappings = configurations.putObject("bridge_mappings");
      agent.physicalNetworks().forEach(each -> mappings.put(each.name(), each.device()));
      ArrayNode tunnels = configurations.putArray("tunnel_types");
      if (agent.tunnelAddress().isPresent()) {
        tunnels.add(Segment.Kind.VXLAN.text()).add(Segment.Kind.GRE.text());
      }
    }
    return json;
  }

  private Response list(Request request) {
    PageRequest page = ListQuery.parse(request);
    List<ObjectNode> found =
        agents.all().stream()
            .map(AgentsApi::shown)
            .filter(json -> matches(json, page.filters()))
            .toList();
    List<String> ids = found.stream().map(json -> json.path("id").asString("")).toList();
    List<String> cut = page.cut(ids, AgentsApi::notFound);
    return ListQuery.answer(
        request,
        "agents",
        found.stream().filter(json -> cut.contains(json.path("id").asString(""))).toList());
  }

  private static boolean matches(ObjectNode json, Map<String, List<String>> filters) {
    for (Map.Entry<String, List<String>> filter : filters.entrySet()) {
      if (!FILTERS.contains(filter.getKey())) {
        throw CloudException.badRequest(
            "['" + filter.getKey() + "'] is invalid attribute for filtering");
      }
      String shown = json.path(filter.getKey()).asString("");
      if (filter.getValue().stream().noneMatch(shown::equalsIgnoreCase)) {
        return false;
      }
    }
    return true;
  }

  private static CloudException notFound(String id) {
    return CloudException.notFound("AgentNotFound", "Agent " + id + " could not be found.");
  }

  private Agent find(Request request) {
    String id = request.param("id");
    return agents.find(id).orElseThrow(() -> notFound(id));
  }

  private Response show(Request request) {
    return Response.ok(Created.wrapped("agent", ListQuery.only(request, shown(find(request)))));
  }

  /**
   * Only what serves DHCP can stop: another agent can do it. Guests need the rest where they are.
   */
  private Response change(Request request) {
    Agent agent = find(request);
    Fields root = request.json();
    Fields fields = root.requiredObject("agent");
    root.rejectOthers();
    Optional<Boolean> enabled = fields.bool("admin_state_up");
    fields.rejectOthers();
    if (enabled.isPresent() && enabled.get() != agent.enabled()) {
      if (agent.kind() != Agent.Kind.DHCP) {
        throw NetworkErrors.invalid(
            "agents of the type '" + agent.kind().type() + "' cannot be disabled");
      }
      useDhcp.use(agent.host(), enabled.get());
    }
    return show(request);
  }

  private Response networks(Request request) {
    Agent agent = find(request);
    ObjectNode body = Json.object();
    ArrayNode array = body.putArray("networks");
    if (agent.kind() == Agent.Kind.DHCP) {
      agents.networksOn(agent.host()).forEach(network -> array.add(Shown.network(network, true)));
    }
    return Response.ok(body);
  }

  private Response serving(Request request) {
    ObjectNode body = Json.object();
    ArrayNode array = body.putArray("agents");
    agents.serving(request.caller(), request.param("id")).forEach(agent -> array.add(shown(agent)));
    return Response.ok(body);
  }

  private Response zones(Request request) {
    ObjectNode body = Json.object();
    ArrayNode zones = body.putArray("availability_zones");
    List<Agent> all = agents.all();
    if (!all.isEmpty()) {
      boolean alive = all.stream().anyMatch(Agent::alive);
      zones
          .addObject()
          .put("state", alive ? "available" : "unavailable")
          .put("name", Shown.ZONE)
          .put("resource", "network");
    }
    return Response.ok(body);
  }

  private Response availabilities(Request request) {
    PageRequest asked = ListQuery.parse(request);
    // Clients always say which family.
    List<String> versions = asked.filters().getOrDefault("ip_version", List.of("4", "6"));
    Map<String, List<String>> filters = new LinkedHashMap<>();
    asked
        .filters()
        .forEach((name, values) -> {
          switch (name) {
            case "ip_version" -> {}
            case "network_id" -> filters.put("id", values);
            case "network_name" -> filters.put("name", values);
            default -> filters.put(name, values);
          }
        });
    PageRequest page =
        new PageRequest(filters, List.of(), OptionalInt.empty(), Optional.empty(), false);
    ObjectNode body = Json.object();
    ArrayNode array = body.putArray("network_ip_availabilities");
    agents.fill(request.caller(), page).forEach(fill -> array.add(availability(fill, versions)));
    return Response.ok(body);
  }

  private Response availability(Request request) {
    ReadAgents.Fill fill = agents.fill(request.caller(), request.param("id"));
    return Response.ok(
        Created.wrapped("network_ip_availability", availability(fill, List.of("4", "6"))));
  }

  private static ObjectNode availability(ReadAgents.Fill fill, List<String> versions) {
    Network network = fill.network();
    ObjectNode json = Json.object();
    json.put("network_id", network.id().value());
    json.put("network_name", network.name());
    json.put("tenant_id", network.project().value());
    json.put("project_id", network.project().value());
    ArrayNode subnets = json.putArray("subnet_ip_availability");
    BigInteger total = BigInteger.ZERO;
    long taken = 0;
    for (Map.Entry<Subnet, Integer> entry : fill.taken().entrySet()) {
      Subnet subnet = entry.getKey();
      int version = subnet.cidr().first().version();
      if (!versions.contains(Integer.toString(version))) {
        continue;
      }
      subnets
          .addObject()
          .put("subnet_id", subnet.id().value())
          .put("subnet_name", subnet.name())
          .put("cidr", subnet.cidr().toString())
          .put("ip_version", version)
          .put("total_ips", subnet.pools().count())
          .put("used_ips", entry.getValue());
      total = total.add(subnet.pools().count());
      taken += entry.getValue();
    }
    json.put("total_ips", total);
    json.put("used_ips", taken);
    return json;
  }
}
