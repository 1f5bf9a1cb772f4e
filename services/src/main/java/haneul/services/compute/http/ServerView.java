package haneul.services.compute.http;

import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.store.Times;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.ServerName;
import haneul.services.compute.ops.ComputeHosts.Standing;
import haneul.services.compute.ops.ServerReads.Surroundings;
import haneul.services.network.contract.ServerPorts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A server as nova shows it, at each microversion and to each caller. */
final class ServerView {
  private final Request request;
  private final Microversion version;
  private final boolean admin;

  ServerView(Request request, Caller caller) {
    this.request = request;
    this.version = Microversions.of(request);
    this.admin = caller.isAdmin();
  }

  /** Id, name and links. */
  ObjectNode brief(ServerName server) {
    ObjectNode node = Json.object();
    node.put("id", server.id().value());
    node.put("name", server.name());
    Views.links(node, request, "servers/" + server.id());
    return node;
  }

  /** As {@code GET /servers/{id}} shows it, which is a little more than a list does. */
  ObjectNode show(Server server, Surroundings around) {
    ObjectNode node = full(server, around);
    if (version.atLeast(71)) {
      ArrayNode groups = node.putArray("server_groups");
      Optional.ofNullable(around.groups().get(server.id())).ifPresent(groups::add);
    }
    return node;
  }

  /** As a list of whole servers shows it. */
  ObjectNode full(Server server, Surroundings around) {
    List<ServerPorts.Port> ports = around.ports().getOrDefault(server.id(), List.of());
    ObjectNode node = Json.object();
    basics(node, server);
    node.set("addresses", addresses(ports));
    node.put("accessIPv4", server.access().ipv4());
    node.put("accessIPv6", server.access().ipv6());
    Views.links(node, request, "servers/" + server.id());
    node.put("OS-DCF:diskConfig", server.boot().diskConfig());
    if (server.state().status().showsProgress()) {
      node.put("progress", 0);
    }
    fault(node, server);
    node.put(
        "OS-EXT-AZ:availability_zone", standing(server, around).map(Standing::zone).orElse(""));
    node.put("config_drive", server.boot().configDrive() ? "True" : "");
    node.put("key_name", server.boot().key().map(Server.Key::name).orElse(null));
    node.put("OS-SRV-USG:launched_at", server.moments().launched().map(Views::micros).orElse(null));
    node.put(
        "OS-SRV-USG:terminated_at", server.moments().terminated().map(Views::micros).orElse(null));
    groups(node, ports);
    attributes(node, server);
    node.put("OS-EXT-STS:task_state", server.state().task().map(task -> task.text()).orElse(null));
    node.put("OS-EXT-STS:vm_state", server.state().vm().text());
    node.put("OS-EXT-STS:power_state", server.state().power().number());
    node.putArray("os-extended-volumes:volumes_attached");
    newer(node, server, around);
    return node;
  }

  private static Optional<Standing> standing(Server server, Surroundings around) {
    return server.placement().host().flatMap(host -> Optional.ofNullable(around.hosts().get(host)));
  }

  private void basics(ObjectNode node, Server server) {
    node.put("id", server.id().value());
    node.put("name", server.name());
    node.put("status", server.state().status().name());
    node.put("tenant_id", server.project().value());
    node.put("user_id", server.user().value());
    ObjectNode metadata = node.putObject("metadata");
    server.metadata().forEach(metadata::put);
    node.put(
        "hostId", server.placement().host().map(host -> hostId(server.project(), host)).orElse(""));
    ObjectNode image = node.putObject("image");
    image.put("id", server.boot().image().id().value());
    Views.bookmark(image, request, "images/" + server.boot().image().id());
    node.set("flavor", flavor(server.boot().flavor()));
    node.put("created", Times.seconds(server.moments().created()));
    node.put("updated", Times.seconds(server.moments().updated()));
  }

  private ObjectNode flavor(Flavor flavor) {
    ObjectNode node = Json.object();
    if (version.before(47)) {
      node.put("id", flavor.id());
      Views.bookmark(node, request, "flavors/" + flavor.id());
      return node;
    }
    node.put("vcpus", flavor.vcpus());
    node.put("ram", flavor.memoryMebibytes());
    node.put("disk", flavor.diskGibibytes());
    node.put("ephemeral", 0);
    node.put("swap", 0);
    node.put("original_name", flavor.name());
    ObjectNode specs = node.putObject("extra_specs");
    flavor.extraSpecs().forEach(specs::put);
    return node;
  }

  private void fault(ObjectNode node, Server server) {
    if (server.state().fault().isPresent() && server.state().status().showsFault()) {
      Server.Fault fault = server.state().fault().get();
      node.putObject("fault")
          .put("code", fault.code())
          .put("created", Times.seconds(fault.at()))
          .put("message", fault.message());
    }
  }

  private static void groups(ObjectNode node, List<ServerPorts.Port> ports) {
    List<String> names =
        ports.stream()
            .flatMap(port -> port.groups().stream())
            .map(ServerPorts.Group::name)
            .distinct()
            .sorted()
            .toList();
    if (!names.isEmpty()) {
      ArrayNode groups = node.putArray("security_groups");
      names.forEach(name -> groups.addObject().put("name", name));
    }
  }

  /** Whether {@link #full} and {@link #show} need it. */
  boolean showsUserData() {
    return admin && version.atLeast(3);
  }

  private void attributes(ObjectNode node, Server server) {
    if (version.atLeast(90) && !admin) {
      node.put("OS-EXT-SRV-ATTR:hostname", server.boot().hostname());
    }
    if (!admin) {
      return;
    }
    String host = server.placement().host().map(HostName::value).orElse(null);
    node.put("OS-EXT-SRV-ATTR:host", host);
    node.put("OS-EXT-SRV-ATTR:instance_name", host == null ? "" : server.instanceName());
    node.put("OS-EXT-SRV-ATTR:hypervisor_hostname", host);
    if (version.atLeast(3)) {
      node.put("OS-EXT-SRV-ATTR:reservation_id", server.boot().reservationId());
      node.put("OS-EXT-SRV-ATTR:launch_index", server.boot().launchIndex());
      node.put("OS-EXT-SRV-ATTR:hostname", server.boot().hostname());
      node.put("OS-EXT-SRV-ATTR:kernel_id", "");
      node.put("OS-EXT-SRV-ATTR:ramdisk_id", "");
      node.put("OS-EXT-SRV-ATTR:root_device_name", "/dev/vda");
      node.put("OS-EXT-SRV-ATTR:user_data", server.boot().userData().orElse(null));
    }
  }

  /** What versions after 2.8 added. */
  private void newer(ObjectNode node, Server server, Surroundings around) {
    if (version.atLeast(9)) {
      node.put("locked", server.lock().locked());
    }
    if (version.atLeast(16) && admin) {
      String unknown = server.placement().host().isPresent() ? "UNKNOWN" : "";
      node.put("host_status", standing(server, around).map(Standing::status).orElse(unknown));
    }
    if (version.atLeast(19)) {
      node.put("description", server.description().orElse(null));
    }
    if (version.atLeast(26)) {
      ArrayNode tags = node.putArray("tags");
      around.tags().getOrDefault(server.id(), List.of()).forEach(tags::add);
    }
    if (version.atLeast(63)) {
      node.putNull("trusted_image_certificates");
    }
    if (version.atLeast(73)) {
      node.put("locked_reason", server.lock().reason().orElse(null));
    }
  }

  /** Addresses by network name. */
  static ObjectNode addresses(List<ServerPorts.Port> ports) {
    Map<String, ArrayNode> networks = new LinkedHashMap<>();
    ObjectNode node = Json.object();
    for (ServerPorts.Port port : ports) {
      ArrayNode list = networks.computeIfAbsent(port.networkName(), node::putArray);
      for (ServerPorts.Address address : port.addresses()) {
        list.addObject()
            .put("version", address.version())
            .put("addr", address.address())
            .put("OS-EXT-IPS:type", "fixed")
            .put("OS-EXT-IPS-MAC:mac_addr", port.mac());
      }
    }
    return node;
  }

  /** Tells a project's servers on one host apart from those on another, and no more. */
  static String hostId(ProjectId project, HostName host) {
    try {
      byte[] text = (project.value() + host.value()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-224").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
