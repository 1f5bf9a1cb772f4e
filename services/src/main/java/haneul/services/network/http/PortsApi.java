package haneul.services.network.http;

import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Port;
import haneul.services.network.ops.AddressRequest;
import haneul.services.network.ops.EditPort;
import haneul.services.network.ops.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /v2.0/ports}. */
final class PortsApi {
  private static final Attributes ATTRIBUTES =
      new Attributes("port", "ports")
          .any("name", "description", "admin_state_up", "mac_address", "fixed_ips", "device_id")
          .any("device_owner", "security_groups", "allowed_address_pairs", "dns_name")
          .any("port_security_enabled")
          .atCreation("network_id")
          .adminOnly("binding:host_id", "\"\"")
          .fixed("binding:host_id", "\"\"")
          .adminOnly("binding:profile", "{}")
          .fixed("binding:profile", "{}")
          .fixed("binding:vnic_type", "\"normal\"")
          .fixed("extra_dhcp_opts", "[]")
          .readOnly("binding:vif_type", "binding:vif_details", "dns_assignment", "ip_allocation")
          .readOnly("resource_request");

  private final Ports ports;

  PortsApi(Ports ports) {
    this.ports = ports;
  }

  void addTo(ServiceApi api) {
    api.get("/v2.0/ports", Access.READER, this::list)
        .post("/v2.0/ports", Access.MEMBER, this::create)
        .get("/v2.0/ports/{id}", Access.READER, this::show)
        .put("/v2.0/ports/{id}", Access.MEMBER, this::change)
        .delete("/v2.0/ports/{id}", Access.MEMBER, this::delete);
  }

  private Response list(Request request) {
    PageRequest page = ListQuery.parse(request);
    boolean admin = request.caller().isAdmin();
    return ListQuery.answer(
        request,
        "ports",
        ports.list(request.caller(), page).stream().map(port -> Shown.port(port, admin)).toList());
  }

  private Response show(Request request) {
    return answer(request, ports.find(request.caller(), request.param("id")));
  }

  private static Response answer(Request request, Port port) {
    return Response.ok(
        Created.wrapped(
            "port", ListQuery.only(request, Shown.port(port, request.caller().isAdmin()))));
  }

  private Response create(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<Ports.Draft> drafts =
        ATTRIBUTES.toCreate(body, caller).stream().map(fields -> read(fields, caller)).toList();
    return Created.answer(
        "port",
        "ports",
        ports.create(caller, drafts).stream()
            .map(port -> Shown.port(port, caller.isAdmin()))
            .toList(),
        ATTRIBUTES.isBulk(body));
  }

  private static Ports.Draft read(Fields fields, Caller caller) {
    String network =
        fields
            .string("network_id", 1, Attributes.NAME_LENGTH)
            .orElseThrow(() -> Attributes.missing("network_id"));
    Optional<List<AddressRequest>> addresses =
        fields.isNull("fixed_ips") ? Optional.empty() : PortFields.fixedIps(fields);
    List<PortFields.Pair> pairs = PortFields.pairs(fields).orElse(List.of());
    return new Ports.Draft(
        network,
        ownersOnly(fields),
        Attributes.project(fields, caller),
        Attributes.name(fields).orElse(""),
        Attributes.description(fields).orElse(""),
        PortFields.mac(fields),
        fields.bool("admin_state_up").orElse(true),
        addresses,
        fields.string("device_id", 0, Attributes.NAME_LENGTH).orElse(""),
        fields.string("device_owner", 0, Attributes.NAME_LENGTH).orElse(""),
        fields.bool("port_security_enabled"),
        PortFields.groups(fields),
        !pairs.isEmpty(),
        mac -> PortFields.withMac(pairs, mac),
        PortFields.dnsName(fields).orElse(""));
  }

  /** What was given that only the network's owner may give. */
  private static List<String> ownersOnly(Fields fields) {
    List<String> given = new ArrayList<>();
    for (String attribute :
        List.of("mac_address", "port_security_enabled", "allowed_address_pairs")) {
      if (fields.any(attribute).isPresent()) {
        given.add(attribute);
      }
    }
    if (PortFields.fixedIps(fields).orElse(List.of()).stream()
        .anyMatch(address -> address instanceof AddressRequest.Exactly)) {
      given.add("fixed_ips");
    }
    if (fields
        .string("device_owner", 0, Attributes.NAME_LENGTH)
        .orElse("")
        .startsWith("network:")) {
      given.add("device_owner");
    }
    return given;
  }

  private Response change(Request request) {
    Caller caller = request.caller();
    Fields fields = ATTRIBUTES.toChange(request.json(), caller);
    if (fields.has("mac_address") && !caller.isAdmin()) {
      ports.find(caller, request.param("id"));
      throw NetworkErrors.policy("update_port", "mac_address");
    }
    EditPort.Edit edit =
        new EditPort.Edit(
            Attributes.name(fields),
            Attributes.description(fields),
            PortFields.mac(fields),
            fields.bool("admin_state_up"),
            PortFields.fixedIps(fields),
            text(fields, "device_id"),
            text(fields, "device_owner"),
            fields.bool("port_security_enabled"),
            PortFields.pairs(fields).map(pairs -> mac -> PortFields.withMac(pairs, mac)),
            PortFields.dnsName(fields));
    return answer(
        request,
        ports.change(
            caller, request.param("id"), ownersOnly(fields), PortFields.groups(fields), edit));
  }

  /** Null clears it. */
  private static Optional<String> text(Fields fields, String name) {
    return fields.isNull(name) ? Optional.of("") : fields.string(name, 0, Attributes.NAME_LENGTH);
  }

  private Response delete(Request request) {
    ports.delete(request.caller(), request.param("id"));
    return Response.empty(204);
  }
}
