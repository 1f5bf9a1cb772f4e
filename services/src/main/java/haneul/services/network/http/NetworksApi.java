package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.base.id.NetworkId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Segment;
import haneul.services.network.domain.Stamp;
import haneul.services.network.ops.ChooseSegment;
import haneul.services.network.ops.CreateNetwork;
import haneul.services.network.ops.Networks;
import haneul.services.network.ops.ReadNetworks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v2.0/networks}. */
final class NetworksApi {
  private static final int MIN_MTU = 68;
  private static final int NAME_LENGTH = 64;
  private static final String TYPE = "provider:network_type";
  private static final String PHYSICAL = "provider:physical_network";
  private static final String SEGMENT = "provider:segmentation_id";

  private static final Attributes ATTRIBUTES =
      new Attributes("network", "networks")
          .any("name", "description", "admin_state_up", "port_security_enabled", "mtu")
          .adminOnly("shared", "false")
          .adminOnly("router:external", "false")
          .adminOnly(TYPE, "null")
          .adminOnly(PHYSICAL, "null")
          .adminOnly(SEGMENT, "null")
          .atCreation("availability_zone_hints")
          .readOnly("subnets", "availability_zones", "l2_adjacency", "is_default")
          .readOnly("ipv4_address_scope", "ipv6_address_scope");

  private final Networks networks;
  private final InstantSource clock;

  NetworksApi(Networks networks, InstantSource clock) {
    this.networks = networks;
    this.clock = clock;
  }

  void addTo(ServiceApi api) {
    api.get("/v2.0/networks", Access.READER, this::list)
        .post("/v2.0/networks", Access.MEMBER, this::create)
        .get("/v2.0/networks/{id}", Access.READER, this::show)
        .put("/v2.0/networks/{id}", Access.MEMBER, this::change)
        .delete("/v2.0/networks/{id}", Access.MEMBER, this::delete);
  }

  private Response list(Request request) {
    PageRequest page = ListQuery.parse(request);
    return ListQuery.answer(
        request,
        "networks",
        networks.list(request.caller(), page).stream()
            .map(network -> shown(request, network))
            .toList());
  }

  private static ObjectNode shown(Request request, ReadNetworks.Shown network) {
    return Shown.network(network, request.caller().isAdmin());
  }

  private Response show(Request request) {
    ReadNetworks.Shown network = networks.find(request.caller(), request.param("id"));
    return Response.ok(
        Created.wrapped("network", ListQuery.only(request, shown(request, network))));
  }

  private Response create(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<CreateNetwork.Request> requests = new ArrayList<>();
    for (Fields fields : ATTRIBUTES.toCreate(body, caller)) {
      requests.add(new CreateNetwork.Request(read(fields, caller), segment(fields)));
    }
    return Created.answer(
        "network",
        "networks",
        networks.create(requests).stream().map(network -> shown(request, network)).toList(),
        ATTRIBUTES.isBulk(body));
  }

  private Network read(Fields fields, Caller caller) {
    for (String zone : fields.strings("availability_zone_hints", 10, 255).orElse(List.of())) {
      if (!zone.equals(Shown.ZONE)) {
        throw CloudException.notFound(
            "AvailabilityZoneNotFound", "AvailabilityZone " + zone + " could not be found.");
      }
    }
    return new Network(
        new NetworkId(Id.newUuid()),
        Attributes.project(fields, caller),
        Attributes.name(fields).orElse(""),
        Attributes.description(fields).orElse(""),
        fields.bool("admin_state_up").orElse(true),
        fields.bool("shared").orElse(false),
        fields.bool("router:external").orElse(false),
        fields.bool("port_security_enabled").orElse(true),
        mtu(fields, 0),
        Segment.LOCAL,
        Stamp.first(clock.instant()).next(clock.instant()));
  }

  private static ChooseSegment.Asked segment(Fields fields) {
    return new ChooseSegment.Asked(
        fields.string(TYPE, 1, NAME_LENGTH),
        fields.string(PHYSICAL, 1, NAME_LENGTH),
        segmentationId(fields));
  }

  /** Clients write it as a text, too. */
  private static OptionalLong segmentationId(Fields fields) {
    JsonNode asked = fields.raw().path(SEGMENT);
    if (asked.isMissingNode() || asked.isNull()) {
      return OptionalLong.empty();
    }
    String text = asked.asString("");
    if (!(asked.isString() || asked.isIntegralNumber()) || !text.matches("[0-9]{1,18}")) {
      throw CloudException.badField(SEGMENT, asked, "'" + text + "' is not an integer");
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  /** 0 asks for the largest, as with Neutron. */
  private static int mtu(Fields fields, int standard) {
    int asked = fields.integer("mtu", 0, Integer.MAX_VALUE).orElse(standard);
    if (asked != 0 && asked < MIN_MTU) {
      throw CloudException.badField(
          "mtu", asked, "'" + asked + "' is too small - must be at least '" + MIN_MTU + "'");
    }
    return asked;
  }

  private Response change(Request request) {
    Caller caller = request.caller();
    Fields fields = ATTRIBUTES.toChange(request.json(), caller);
    if (fields.has(TYPE) || fields.has(PHYSICAL) || fields.has(SEGMENT)) {
      throw NetworkErrors.invalid("Plugin does not support updating provider attributes");
    }
    ReadNetworks.Shown now =
        networks.change(
            caller,
            request.param("id"),
            old ->
                new Network(
                    old.id(),
                    old.project(),
                    Attributes.name(fields).orElse(old.name()),
                    Attributes.description(fields).orElse(old.description()),
                    fields.bool("admin_state_up").orElse(old.adminStateUp()),
                    fields.bool("shared").orElse(old.shared()),
                    fields.bool("router:external").orElse(old.external()),
                    fields.bool("port_security_enabled").orElse(old.portSecurity()),
                    mtu(fields, old.mtu()),
                    old.segment(),
                    old.stamp()));
    return Response.ok(Created.wrapped("network", shown(request, now)));
  }

  private Response delete(Request request) {
    networks.delete(request.caller(), request.param("id"));
    return Response.empty(204);
  }
}
