package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.platform.http.Fields;
import haneul.platform.http.Request;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.domain.Server;
import haneul.services.compute.ops.HostNames;
import haneul.services.compute.ops.NewServer;
import haneul.services.network.contract.ServerPorts.NicRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The body of {@code POST /servers}, checked field by field. */
final class ServerBody {
  private static final int MAX_COUNT = 1000;
  private static final int MAX_NICS = 16;
  private static final int MAX_GROUPS = 16;

  private final Fields server;
  private final Microversion version;

  private ServerBody(Fields server, Microversion version) {
    this.server = server;
    this.version = version;
  }

  /**
   * What a client asked for.
   *
   * @param returnReservation answer with the reservation, not the server
   */
  record Parsed(NewServer wish, boolean returnReservation) {}

  static Parsed parse(Request request, Microversion version) {
    Fields root = request.json();
    Fields server = root.requiredObject("server");
    NewServer.Hints hints = SchedulerHints.read(root, server);
    root.rejectOthers();
    return new ServerBody(server, version).read(hints);
  }

  private Parsed read(NewServer.Hints hints) {
    String name = Inputs.name(server, "name");
    Optional<String> description =
        version.atLeast(19) ? Inputs.description(server, "description") : Optional.empty();
    Optional<String> hostname =
        version.atLeast(90) ? Inputs.hostname(server, "hostname") : Optional.empty();
    String image = image();
    String flavor = flavor();
    Optional<String> key = server.string("key_name", 1, 255);
    Optional<String> userData = Inputs.userData(server);
    Map<String, String> metadata = Inputs.metadata(server, "metadata");
    List<String> tags = version.atLeast(52) ? Inputs.tags(server, "tags") : List.of();
    boolean configDrive = server.bool("config_drive").orElse(false);
    String diskConfig =
        server.oneOf("OS-DCF:diskConfig", List.of("AUTO", "MANUAL")).orElse("MANUAL");
    Server.Address access =
        new Server.Address(Inputs.ipv4(server, "accessIPv4"), Inputs.ipv6(server, "accessIPv6"));
    List<String> groups = groups();
    Optional<String> zone = server.string("availability_zone", 1, 255);
    Optional<HostName> host = host();
    int min = server.integer("min_count", 1, MAX_COUNT).orElse(1);
    int max = server.integer("max_count", 1, MAX_COUNT).orElse(min);
    if (min > max) {
      throw CloudException.badRequest("min_count must be <= max_count");
    }
    boolean noNetwork = networksIs("none");
    List<NicRequest> nics = noNetwork || networksIs("auto") ? List.of() : nics(max);
    boolean reservation = server.bool("return_reservation_id").orElse(false);
    refuseTheRest();
    NewServer wish =
        new NewServer(
            name,
            description,
            hostname,
            image,
            flavor,
            key,
            userData,
            metadata,
            tags,
            configDrive,
            diskConfig,
            noNetwork,
            nics,
            groups,
            zone,
            host,
            hints,
            access,
            min,
            max);
    return new Parsed(wish, reservation);
  }

  private String image() {
    String image = server.string("imageRef", 0, 255).orElse("");
    String id = image.substring(image.lastIndexOf('/') + 1);
    Optional<List<Fields>> devices = server.objects("block_device_mapping_v2", 8);
    if (devices.isPresent() && !devices.get().isEmpty()) {
      id = BlockDevices.imageOf(devices.get(), id);
    }
    if (id.isEmpty()) {
      throw CloudException.badRequest(
          "Invalid imageRef provided: this cloud boots servers from images.");
    }
    return Inputs.requireUuid("server/imageRef", id);
  }

  private String flavor() {
    Optional<JsonNode> flavor = server.any("flavorRef");
    if (flavor.isPresent() && flavor.get().isIntegralNumber()) {
      return flavor.get().asString();
    }
    String text = server.requiredString("flavorRef", 1, 255);
    return text.substring(text.lastIndexOf('/') + 1);
  }

  private List<String> groups() {
    LinkedHashSet<String> names = new LinkedHashSet<>();
    for (Fields group : server.objects("security_groups", MAX_GROUPS).orElse(List.of())) {
      names.add(group.requiredString("name", 1, 255));
      group.rejectOthers();
    }
    return List.copyOf(names);
  }

  private Optional<HostName> host() {
    if (version.before(74)) {
      return Optional.empty();
    }
    Optional<String> host = server.string("host", 1, 255);
    Optional<String> node = server.string("hypervisor_hostname", 1, 255);
    if (host.isPresent() && node.isPresent() && !host.equals(node)) {
      throw CloudException.badRequest(
          "Compute host " + node.get() + " could not be found on " + host.get() + ".");
    }
    return host.or(() -> node).map(HostNames::checked);
  }

  /** From 2.37 {@code networks} may be one word. */
  private boolean networksIs(String word) {
    return version.atLeast(37)
        && server
            .any("networks")
            .filter(JsonNode::isString)
            .filter(node -> node.stringValue().equals(word))
            .isPresent();
  }

  private List<NicRequest> nics(int count) {
    Optional<JsonNode> networks = server.any("networks");
    if (networks.isEmpty() && version.atLeast(37)) {
      throw CloudException.badField(
          "server/networks", server.raw(), "'networks' is a required property");
    }
    if (networks.isPresent() && !networks.get().isArray()) {
      throw CloudException.badField(
          "server/networks",
          networks.get(),
          version.atLeast(37)
              ? "it must be a list of networks, 'auto' or 'none'"
              : "it must be a list of networks");
    }
    List<NicRequest> nics = new ArrayList<>();
    for (Fields nic : server.objects("networks", MAX_NICS).orElse(List.of())) {
      nics.add(nic(nic, count));
    }
    return nics;
  }

  private NicRequest nic(Fields nic, int count) {
    Optional<NetworkId> network = Inputs.uuid(nic, "uuid").map(NetworkId::new);
    Optional<PortId> port = Inputs.uuid(nic, "port").map(PortId::new);
    Optional<String> address = Inputs.address(nic, "fixed_ip");
    if (version.atLeast(32) && nic.any("tag").isPresent()) {
      throw CloudException.badField("tag", nic.raw(), "device tags are not supported here");
    }
    nic.rejectOthers();
    if (network.isEmpty() && port.isEmpty()) {
      throw CloudException.badRequest(
          "Bad networks format: network uuid is not in proper format (None)");
    }
    if (port.isPresent() && address.isPresent()) {
      throw CloudException.badRequest(
          "Specified Fixed IP '%s' cannot be used with port '%s': the two cannot be specified together."
              .formatted(address.get(), port.get()));
    }
    if (count > 1 && (port.isPresent() || address.isPresent())) {
      throw CloudException.badRequest(
          port.isPresent()
              ? "Unable to launch multiple instances with a single configured port ID. Please launch your instance one by one with different ports."
              : "max_count cannot be greater than 1 if an fixed_ip is specified.");
    }
    return new NicRequest(port.isPresent() ? Optional.empty() : network, port, address);
  }

  /** What nova knows and this cloud does not do is refused by name, the unknown as unknown. */
  private void refuseTheRest() {
    if (version.before(57)) {
      refuse("personality", "files cannot be injected; use user_data or a config drive");
    }
    refuse("adminPass", "passwords cannot be injected; use key_name");
    refuse("block_device_mapping", "this cloud boots servers from images only");
    if (version.atLeast(63)) {
      refuse("trusted_image_certificates", "image signatures are not checked here");
    }
    server.rejectOthers();
  }

  private void refuse(String field, String why) {
    Optional<JsonNode> value = server.any(field);
    boolean empty = value.isEmpty() || (value.get().isArray() && value.get().isEmpty());
    if (!empty) {
      throw CloudException.badField("server/" + field, value.get(), why);
    }
  }
}
