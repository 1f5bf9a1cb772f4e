package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.base.id.NetworkId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Stamp;
import haneul.services.network.ops.ChangeNetwork;
import haneul.services.network.ops.CreateNetwork;
import haneul.services.network.ops.DeleteNetwork;
import haneul.services.network.ops.ReadNetworks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v2.0/networks}. */
final class NetworksApi {
  private static final int MIN_MTU = 68;

  private static final Attributes ATTRIBUTES =
      new Attributes("network", "networks")
          .any("name", "description", "admin_state_up", "port_security_enabled", "mtu")
          .adminOnly("shared", "false")
          .adminOnly("router:external", "false")
          .adminOnly("provider:network_type", "null")
          .fixed("provider:network_type", "\"local\"")
          .adminOnly("provider:physical_network", "null")
          .fixed("provider:physical_network", "null")
          .adminOnly("provider:segmentation_id", "null")
          .fixed("provider:segmentation_id", "null")
          .atCreation("availability_zone_hints")
          .readOnly("subnets", "availability_zones", "l2_adjacency", "is_default")
          .readOnly("ipv4_address_scope", "ipv6_address_scope");

  private final Store store;
  private final InstantSource clock;
  private final int mtu;
  private final ChangeNetwork changeNetwork;
  private final DeleteNetwork deleteNetwork;

  NetworksApi(
      Store store,
      InstantSource clock,
      int mtu,
      ChangeNetwork changeNetwork,
      DeleteNetwork deleteNetwork) {
    this.store = store;
    this.clock = clock;
    this.mtu = mtu;
    this.changeNetwork = changeNetwork;
    this.deleteNetwork = deleteNetwork;
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
    boolean admin = request.caller().isAdmin();
    List<ReadNetworks.Shown> networks =
        store.read(tx -> ReadNetworks.networks(tx, request.caller(), page));
    return ListQuery.answer(
        request,
        "networks",
        networks.stream().map(network -> Shown.network(network, admin)).toList());
  }

  private Response show(Request request) {
    return store.read(tx -> {
      Network network = ReadNetworks.network(tx, request.caller(), request.param("id"));
      return Response.ok(
          Created.wrapped("network", ListQuery.only(request, shown(tx, request, network))));
    });
  }

  private static ObjectNode shown(Tx tx, Request request, Network network) {
    return Shown.network(
        ReadNetworks.shown(tx, List.of(network)).getFirst(), request.caller().isAdmin());
  }

  private Response create(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<Network> networks = new ArrayList<>();
    for (Fields fields : ATTRIBUTES.toCreate(body, caller)) {
      networks.add(read(fields, caller));
    }
    ArrayNode created =
        store.write(tx -> {
          ArrayNode array = Json.array();
          for (Network network : networks) {
            CreateNetwork.create(tx, network);
            array.add(shown(tx, request, network));
          }
          return array;
        });
    return Created.answer("network", "networks", created, ATTRIBUTES.isBulk(body));
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
        mtu(fields, mtu),
        Stamp.first(clock.instant()).next(clock.instant()));
  }

  /** Neutron takes 0 for the default, too. */
  private int mtu(Fields fields, int standard) {
    int asked = fields.integer("mtu", 0, Integer.MAX_VALUE).orElse(standard);
    if (asked == 0) {
      return mtu;
    }
    if (asked < MIN_MTU) {
      throw CloudException.badField(
          "mtu", asked, "'" + asked + "' is too small - must be at least '" + MIN_MTU + "'");
    }
    if (asked > mtu) {
      throw NetworkErrors.invalid("Requested MTU is too big, maximum is " + mtu);
    }
    return asked;
  }

  private Response change(Request request) {
    Caller caller = request.caller();
    Fields fields = ATTRIBUTES.toChange(request.json(), caller);
    return store.write(tx -> {
      Network old = owned(tx, request, "update_network");
      Network changed =
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
              old.stamp());
      changeNetwork.change(tx, old, changed);
      Network now = ReadNetworks.network(tx, caller, old.id().value());
      return Response.ok(Created.wrapped("network", shown(tx, request, now)));
    });
  }

  /** A shared network is seen by all and changed by its owner. */
  private static Network owned(Tx tx, Request request, String action) {
    Network network = ReadNetworks.network(tx, request.caller(), request.param("id"));
    if (!request.caller().sees(network.project())) {
      throw NetworkErrors.policy("rule:" + action);
    }
    return network;
  }

  private Response delete(Request request) {
    store.run(tx -> deleteNetwork.delete(tx, owned(tx, request, "delete_network")));
    return Response.empty(204);
  }
}
