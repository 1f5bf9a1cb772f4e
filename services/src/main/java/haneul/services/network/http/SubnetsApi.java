package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.base.id.SubnetId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.network.domain.AddressPools;
import haneul.services.network.domain.Cidr;
import haneul.services.network.domain.Ipv4;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Stamp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.domain.SubnetRules;
import haneul.services.network.ops.ChangeSubnet;
import haneul.services.network.ops.CreateSubnet;
import haneul.services.network.ops.DeleteSubnet;
import haneul.services.network.ops.ReadNetworks;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/** {@code /v2.0/subnets}. */
final class SubnetsApi {
  private static final Attributes ATTRIBUTES =
      new Attributes("subnet", "subnets")
          .any("name", "description", "gateway_ip", "allocation_pools", "enable_dhcp")
          .any("dns_nameservers", "host_routes")
          .atCreation("network_id", "cidr", "ip_version")
          .fixed("subnetpool_id", "null")
          .fixed("use_default_subnetpool", "false")
          .fixed("prefixlen", "null")
          .fixed("ipv6_ra_mode", "null")
          .fixed("ipv6_address_mode", "null")
          .fixed("segment_id", "null")
          .fixed("service_types", "[]");

  private final Store store;
  private final InstantSource clock;
  private final CreateSubnet createSubnet;
  private final ChangeSubnet changeSubnet;
  private final DeleteSubnet deleteSubnet;

  SubnetsApi(
      Store store,
      InstantSource clock,
      CreateSubnet createSubnet,
      ChangeSubnet changeSubnet,
      DeleteSubnet deleteSubnet) {
    this.store = store;
    this.clock = clock;
    this.createSubnet = createSubnet;
    this.changeSubnet = changeSubnet;
    this.deleteSubnet = deleteSubnet;
  }

  void addTo(ServiceApi api) {
    api.get("/v2.0/subnets", Access.READER, this::list)
        .post("/v2.0/subnets", Access.MEMBER, this::create)
        .get("/v2.0/subnets/{id}", Access.READER, this::show)
        .put("/v2.0/subnets/{id}", Access.MEMBER, this::change)
        .delete("/v2.0/subnets/{id}", Access.MEMBER, this::delete);
  }

  private Response list(Request request) {
    PageRequest page = ListQuery.parse(request);
    List<Subnet> subnets = store.read(tx -> ReadNetworks.subnets(tx, request.caller(), page));
    return ListQuery.answer(request, "subnets", subnets.stream().map(Shown::subnet).toList());
  }

  private Response show(Request request) {
    Subnet subnet =
        store.read(tx -> ReadNetworks.subnet(tx, request.caller(), request.param("id")));
    return Response.ok(Created.wrapped("subnet", ListQuery.only(request, Shown.subnet(subnet))));
  }

  private Response create(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<Fields> items = ATTRIBUTES.toCreate(body, caller);
    ArrayNode created =
        store.write(tx -> {
          ArrayNode array = Json.array();
          for (Fields fields : items) {
            Subnet subnet = read(tx, fields, caller);
            createSubnet.create(tx, subnet);
            array.add(Shown.subnet(subnet));
          }
          return array;
        });
    return Created.answer("subnet", "subnets", created, ATTRIBUTES.isBulk(body));
  }

  private Subnet read(Tx tx, Fields fields, Caller caller) {
    String networkId =
        fields
            .string("network_id", 1, Attributes.NAME_LENGTH)
            .orElseThrow(() -> Attributes.missing("network_id"));
    if (fields.integer("ip_version", 4, 6).orElseThrow(() -> Attributes.missing("ip_version"))
        != 4) {
      throw CloudException.badField("ip_version", 6, "only IPv4 subnets are supported here");
    }
    Cidr cidr =
        SubnetFields.cidr(
            fields.string("cidr", 1, 64).orElseThrow(() -> Attributes.missing("cidr")));
    Network network = ReadNetworks.network(tx, caller, networkId);
    if (!caller.sees(network.project())) {
      throw network.shared()
          ? Attributes.denied("create_subnet", "network_id")
          : NetworkErrors.networkNotFound(networkId);
    }
    Optional<Ipv4> gateway = SubnetFields.gateway(fields, () -> SubnetRules.defaultGateway(cidr));
    AddressPools pools =
        SubnetFields.pools(fields).orElseGet(() -> AddressPools.around(cidr, gateway));
    return new Subnet(
        new SubnetId(Id.newUuid()),
        Attributes.project(fields, caller),
        network.id(),
        Attributes.name(fields).orElse(""),
        Attributes.description(fields).orElse(""),
        cidr,
        gateway,
        fields.bool("enable_dhcp").orElse(true),
        pools,
        SubnetFields.dnsServers(fields).orElse(List.of()),
        SubnetFields.hostRoutes(fields).orElse(List.of()),
        Stamp.first(clock.instant()));
  }

  private Response change(Request request) {
    Caller caller = request.caller();
    Fields fields = ATTRIBUTES.toChange(request.json(), caller);
    Subnet now =
        store.write(tx -> {
          Subnet old = owned(tx, request, "update_subnet");
          Subnet changed =
              new Subnet(
                  old.id(),
                  old.project(),
                  old.network(),
                  Attributes.name(fields).orElse(old.name()),
                  Attributes.description(fields).orElse(old.description()),
                  old.cidr(),
                  SubnetFields.gateway(fields, old::gateway),
                  fields.bool("enable_dhcp").orElse(old.dhcp()),
                  SubnetFields.pools(fields).orElse(old.pools()),
                  SubnetFields.dnsServers(fields).orElse(old.dnsServers()),
                  SubnetFields.hostRoutes(fields).orElse(old.hostRoutes()),
                  old.stamp());
          changeSubnet.change(tx, old, changed);
          return ReadNetworks.subnet(tx, caller, old.id().value());
        });
    return Response.ok(Created.wrapped("subnet", Shown.subnet(now)));
  }

  /** A shared network's subnets are seen by all and changed by their owner. */
  private static Subnet owned(Tx tx, Request request, String action) {
    Subnet subnet = ReadNetworks.subnet(tx, request.caller(), request.param("id"));
    if (!request.caller().sees(subnet.project())) {
      throw NetworkErrors.policy("rule:" + action);
    }
    return subnet;
  }

  private Response delete(Request request) {
    store.run(tx -> deleteSubnet.delete(tx, owned(tx, request, "delete_subnet")));
    return Response.empty(204);
  }
}
