package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.SecurityGroupId;
import haneul.platform.http.Access;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.ops.ServerReads;
import haneul.services.network.contract.ServerPorts;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a server consists of: network cards, security groups, disks. */
final class ServerPartsApi {
  private static final String SERVER = "/v2.1/servers/{id}";

  private final ServerReads reads;

  ServerPartsApi(ServerReads reads) {
    this.reads = reads;
  }

  void mount(ServiceApi api) {
    api.get(SERVER + "/os-interface", Access.READER, this::interfaces)
        .get(SERVER + "/os-interface/{port}", Access.READER, this::oneInterface)
        .get(SERVER + "/os-security-groups", Access.READER, this::groups)
        .get(SERVER + "/os-volume_attachments", Access.READER, this::volumes)
        .get(SERVER + "/os-volume_attachments/{volume}", Access.READER, this::volume)
        .get(SERVER + "/migrations", Access.ADMIN, this::migrations)
        .post(SERVER + "/remote-consoles", Access.MEMBER, this::remoteConsole);
  }

  private Response interfaces(Request request) {
    ServerReads.Page found = reads.show(request.caller(), request.param("id"));
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("interfaceAttachments");
    for (ServerPorts.Port port : found.around().portsOf(found.single())) {
      list.add(card(port, Microversions.of(request)));
    }
    return Response.ok(body);
  }

  private static ObjectNode card(ServerPorts.Port port, Microversion version) {
    ObjectNode node = Json.object();
    node.put("net_id", port.network().value());
    node.put("port_id", port.id().value());
    node.put("mac_addr", port.mac());
    node.put("port_state", port.up() ? "ACTIVE" : "DOWN");
    ArrayNode addresses = node.putArray("fixed_ips");
    for (ServerPorts.Address address : port.addresses()) {
      addresses
          .addObject()
          .put("subnet_id", address.subnetId())
          .put("ip_address", address.address());
    }
    if (version.atLeast(70)) {
      node.putNull("tag");
    }
    return node;
  }

  private Response oneInterface(Request request) {
    ServerReads.Page found = reads.show(request.caller(), request.param("id"));
    String id = request.param("port");
    for (ServerPorts.Port port : found.around().portsOf(found.single())) {
      if (port.id().value().equals(id)) {
        ObjectNode body = Json.object();
        body.set("interfaceAttachment", card(port, Microversions.of(request)));
        return Response.ok(body);
      }
    }
    throw CloudException.notFound(
        "PortNotFound",
        "Instance %s does not have a port with id %s".formatted(request.param("id"), id));
  }

  private Response groups(Request request) {
    ServerReads.Page found = reads.show(request.caller(), request.param("id"));
    Map<SecurityGroupId, String> groups = new LinkedHashMap<>();
    for (ServerPorts.Port port : found.around().portsOf(found.single())) {
      port.groups().forEach(group -> groups.put(group.id(), group.name()));
    }
    ObjectNode body = Json.object();
    ArrayNode list = body.putArray("security_groups");
    groups.forEach((id, name) ->
        list.addObject()
            .put("id", id.value())
            .put("name", name)
            .put("tenant_id", found.single().project().value()));
    return Response.ok(body);
  }

  private Response volumes(Request request) {
    reads.find(request.caller(), request.param("id"));
    ObjectNode body = Json.object();
    body.putArray("volumeAttachments");
    return Response.ok(body);
  }

  private Response volume(Request request) {
    reads.find(request.caller(), request.param("id"));
    throw CloudException.notFound(
        "VolumeBDMNotFound",
        "Instance %s is not attached to volume %s"
            .formatted(request.param("id"), request.param("volume")));
  }

  private Response migrations(Request request) {
    if (Microversions.of(request).before(23)) {
      throw CloudException.notFound("NotFound", "The resource could not be found.");
    }
    reads.find(request.caller(), request.param("id"));
    ObjectNode body = Json.object();
    body.putArray("migrations");
    return Response.ok(body);
  }

  /** There is no graphical console; {@code os-getConsoleOutput} shows the serial one. */
  private Response remoteConsole(Request request) {
    if (Microversions.of(request).before(6)) {
      throw CloudException.notFound("NotFound", "The resource could not be found.");
    }
    reads.find(request.caller(), request.param("id"));
    Fields root = request.json();
    Fields console = root.requiredObject("remote_console");
    console.requiredString("protocol", 1, 32);
    String type = console.requiredString("type", 1, 32);
    throw CloudException.badRequest("Unavailable console type " + type + ".");
  }
}
