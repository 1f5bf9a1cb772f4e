package haneul.services.network.http;

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
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.PageRequest;
import haneul.services.network.domain.Port;
import haneul.services.network.ops.AddressRequest;
import haneul.services.network.ops.CreatePort;
import haneul.services.network.ops.DeletePort;
import haneul.services.network.ops.EditPort;
import haneul.services.network.ops.ReadNetworks;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

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

  private final Store store;
  private final CreatePort createPort;
  private final EditPort editPort;
  private final DeletePort deletePort;

  PortsApi(Store store, CreatePort createPort, EditPort editPort, DeletePort deletePort) {
    this.store = store;
    this.createPort = createPort;
    this.editPort = editPort;
    this.deletePort = deletePort;
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
    List<Port> ports = store.read(tx -> ReadNetworks.ports(tx, request.caller(), page));
    return ListQuery.answer(
        request, "ports", ports.stream().map(port -> Shown.port(port, admin)).toList());
  }

  private Response show(Request request) {
    Port port = store.read(tx -> ReadNetworks.port(tx, request.caller(), request.param("id")));
    return answer(request, port);
  }

  private static Response answer(Request request, Port port) {
    return Response.ok(
        Created.wrapped(
            "port", ListQuery.only(request, Shown.port(port, request.caller().isAdmin()))));
  }

  private Response create(Request request) {
    Caller caller = request.caller();
    Fields body = request.json();
    List<Fields> items = ATTRIBUTES.toCreate(body, caller);
    ArrayNode created =
        store.write(tx -> {
          ArrayNode array = Json.array();
          for (Fields fields : items) {
            Port port = createPort.create(tx, read(tx, fields, caller));
            array.add(Shown.port(port, caller.isAdmin()));
          }
          return array;
        });
    return Created.answer("port", "ports", created, ATTRIBUTES.isBulk(body));
  }

  private static CreatePort.Request read(Tx tx, Fields fields, Caller caller) {
    String networkId =
        fields
            .string("network_id", 1, Attributes.NAME_LENGTH)
            .orElseThrow(() -> Attributes.missing("network_id"));
    Network network = ReadNetworks.network(tx, caller, networkId);
    requireMay(fields, caller, network, "create_port");
    if (network.external() && !network.shared() && !caller.sees(network.project())) {
      throw NetworkErrors.networkNotFound(networkId);
    }
    boolean portSecurity = fields.bool("port_security_enabled").orElse(network.portSecurity());
    Optional<List<SecurityGroupId>> groups = groups(tx, fields, caller);
    Optional<List<AddressRequest>> addresses =
        fields.isNull("fixed_ips") ? Optional.empty() : PortFields.fixedIps(fields);
    List<PortFields.Pair> pairs = PortFields.pairs(fields).orElse(List.of());
    EditPort.requireSecurity(portSecurity, groups.orElse(List.of()), !pairs.isEmpty());
    return new CreatePort.Request(
        Attributes.project(fields, caller),
        network,
        Attributes.name(fields).orElse(""),
        Attributes.description(fields).orElse(""),
        PortFields.mac(fields),
        fields.bool("admin_state_up").orElse(true),
        addresses,
        fields.string("device_id", 0, Attributes.NAME_LENGTH).orElse(""),
        fields.string("device_owner", 0, Attributes.NAME_LENGTH).orElse(""),
        portSecurity,
        groups,
        mac -> PortFields.withMac(pairs, mac),
        PortFields.dnsName(fields).orElse(""),
        new Port.Free());
  }

  /** What only the network's owner may say of a port on it, so that sharing a network is safe. */
  private static void requireMay(Fields fields, Caller caller, Network network, String action) {
    if (caller.sees(network.project())) {
      return;
    }
    for (String attribute :
        List.of("mac_address", "port_security_enabled", "allowed_address_pairs")) {
      if (fields.has(attribute) && !fields.isNull(attribute)) {
        throw Attributes.denied(action, attribute);
      }
    }
    Optional<List<AddressRequest>> addresses = PortFields.fixedIps(fields);
    if (addresses.orElse(List.of()).stream()
        .anyMatch(address -> address instanceof AddressRequest.Exactly)) {
      throw Attributes.denied(action, "fixed_ips");
    }
    if (fields
        .string("device_owner", 0, Attributes.NAME_LENGTH)
        .orElse("")
        .startsWith("network:")) {
      throw Attributes.denied(action, "device_owner");
    }
  }

  /** Every group exists as far as the caller may know. */
  private static Optional<List<SecurityGroupId>> groups(Tx tx, Fields fields, Caller caller) {
    Optional<List<String>> asked = PortFields.groups(fields);
    asked.orElse(List.of()).forEach(id -> ReadNetworks.group(tx, caller, id));
    return asked.map(PortFields::typed);
  }

  private Response change(Request request) {
    Caller caller = request.caller();
    Fields fields = ATTRIBUTES.toChange(request.json(), caller);
    Port now =
        store.write(tx -> {
          Port old = ReadNetworks.port(tx, caller, request.param("id"));
          Network network = ReadNetworks.network(tx, caller, old.network().value());
          requireMay(fields, caller, network, "update_port");
          if (fields.has("mac_address") && !caller.isAdmin()) {
            throw Attributes.denied("update_port", "mac_address");
          }
          if (old.use() instanceof Port.Dhcp && !caller.isAdmin()) {
            throw NetworkErrors.policy("rule:update_port");
          }
          editPort.edit(
              tx,
              old,
              new EditPort.Edit(
                  Attributes.name(fields),
                  Attributes.description(fields),
                  PortFields.mac(fields),
                  fields.bool("admin_state_up"),
                  PortFields.fixedIps(fields),
                  text(fields, "device_id"),
                  text(fields, "device_owner"),
                  fields.bool("port_security_enabled"),
                  groups(tx, fields, caller),
                  PortFields.pairs(fields).map(pairs -> mac -> PortFields.withMac(pairs, mac)),
                  PortFields.dnsName(fields)));
          return ReadNetworks.port(tx, caller, old.id().value());
        });
    return answer(request, now);
  }

  /** Null clears it. */
  private static Optional<String> text(Fields fields, String name) {
    return fields.isNull(name) ? Optional.of("") : fields.string(name, 0, Attributes.NAME_LENGTH);
  }

  private Response delete(Request request) {
    Caller caller = request.caller();
    store.run(tx -> {
      Port port = ReadNetworks.port(tx, caller, request.param("id"));
      if (port.use() instanceof Port.Dhcp && !caller.isAdmin()) {
        throw NetworkErrors.policy("rule:delete_port");
      }
      deletePort.delete(tx, port);
    });
    return Response.empty(204);
  }
}
