package haneul.services.network.http;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.base.id.SubnetId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.network.domain.AddressPools;
import haneul.services.network.domain.Cidr;
import haneul.services.network.domain.IpAddress;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Stamp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.domain.SubnetRules;
import haneul.services.network.ops.Subnets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** {@code /v2.0/subnets}. */
final class SubnetsApi {
  private static final Attributes ATTRIBUTES =
      new Attributes("subnet", "subnets")
          .any("name", "description", "gateway_ip", "allocation_pools", "enable_dhcp")
          .any("dns_nameservers", "host_routes")
          .atCreation("network_id", "cidr", "ip_version", "ipv6_ra_mode", "ipv6_address_mode")
          .fixed("subnetpool_id", "null")
          .fixed("use_default_subnetpool", "false")
          .fixed("prefixlen", "null")
          .fixed("segment_id", "null")
          .fixed("service_types", "[]");

  private final Subnets subnets;
  private final InstantSource clock;

  SubnetsApi(Subnets subnets, InstantSource clock) {
    this.subnets = subnets;
    this.clock = clock;
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
    return ListQuery.answer(
        request,
        "subnets",
        subnets.list(request.caller(), page).stream().map(Shown::subnet).toList());
  }

  private Response show(Request request) {
    Subnet subnet = subnets.find(request.caller(), request.param("id"));
    return Response.ok(Created.wrapped("subnet", ListQuery.only(request, Shown.subnet(subnet))));
  }

  private Response create(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<Subnets.Draft> drafts =
        ATTRIBUTES.toCreate(body, caller).stream().map(fields -> read(fields, caller)).toList();
    return Created.answer(
        "subnet",
        "subnets",
        subnets.create(caller, drafts).stream().map(Shown::subnet).toList(),
        ATTRIBUTES.isBulk(body));
  }

  private Subnets.Draft read(Fields fields, Caller caller) {
    String network =
        fields
            .string("network_id", 1, Attributes.NAME_LENGTH)
            .orElseThrow(() -> Attributes.missing("network_id"));
    int version =
        fields.integer("ip_version", 4, 6).orElseThrow(() -> Attributes.missing("ip_version"));
    if (version == 5) {
      throw CloudException.badField("ip_version", version, "5 is not in [4, 6]");
    }
    Cidr cidr =
        SubnetFields.cidr(
            fields.string("cidr", 1, 64).orElseThrow(() -> Attributes.missing("cidr")));
    SubnetRules.checkVersion("cidr", cidr, cidr.v6(), version);
    Optional<IpAddress> gateway =
        SubnetFields.gateway(fields, () -> SubnetRules.defaultGateway(cidr));
    AddressPools pools =
        SubnetFields.pools(fields).orElseGet(() -> AddressPools.around(cidr, gateway));
    return new Subnets.Draft(
        network,
        found ->
            new Subnet(
                new SubnetId(Id.newUuid()),
                Attributes.project(fields, caller),
                found.id(),
                Attributes.name(fields).orElse(""),
                Attributes.description(fields).orElse(""),
                cidr,
                gateway,
                fields.bool("enable_dhcp").orElse(true),
                SubnetFields.mode(fields, "ipv6_ra_mode"),
                SubnetFields.mode(fields, "ipv6_address_mode"),
                pools,
                SubnetFields.dnsServers(fields).orElse(List.of()),
                SubnetFields.hostRoutes(fields).orElse(List.of()),
                Stamp.first(clock.instant())));
  }

  private Response change(Request request) {
    Caller caller = request.caller();
    Fields fields = ATTRIBUTES.toChange(request.json(), caller);
    Subnet now =
        subnets.change(
            caller,
            request.param("id"),
            old ->
                new Subnet(
                    old.id(),
                    old.project(),
                    old.network(),
                    Attributes.name(fields).orElse(old.name()),
                    Attributes.description(fields).orElse(old.description()),
                    old.cidr(),
                    SubnetFields.gateway(fields, old::gateway),
                    fields.bool("enable_dhcp").orElse(old.dhcp()),
                    old.raMode(),
                    old.addressMode(),
                    SubnetFields.pools(fields).orElse(old.pools()),
                    SubnetFields.dnsServers(fields).orElse(old.dnsServers()),
                    SubnetFields.hostRoutes(fields).orElse(old.hostRoutes()),
                    old.stamp()));
    return Response.ok(Created.wrapped("subnet", Shown.subnet(now)));
  }

  private Response delete(Request request) {
    subnets.delete(request.caller(), request.param("id"));
    return Response.empty(204);
  }
}
