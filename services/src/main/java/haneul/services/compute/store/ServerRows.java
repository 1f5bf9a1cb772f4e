package haneul.services.compute.store;

import static haneul.services.compute.store.ServerTable.*;

import haneul.base.host.ImageRef;
import haneul.base.host.PowerWish;
import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.base.id.UserId;
import haneul.platform.http.Json;
import haneul.platform.store.Times;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.domain.PlacementWish;
import haneul.services.compute.domain.PowerState;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.VmState;
import haneul.services.network.contract.ServerPorts.NicRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A server row to its record and back. */
final class ServerRows {
  private ServerRows() {}

  static Server read(Record row) {
    return new Server(
        new ServerId(row.get(ID)),
        new ProjectId(row.get(PROJECT)),
        new UserId(row.get(USER)),
        row.get(NAME),
        Optional.ofNullable(row.get(DESCRIPTION)),
        boot(row),
        map(row.get(METADATA)),
        state(row),
        placement(row),
        new Server.Lock(
            row.get(LOCKED), row.get(LOCKED_BY_ADMIN), Optional.ofNullable(row.get(LOCKED_REASON))),
        new Server.Address(row.get(ACCESS_IPV4), row.get(ACCESS_IPV6)),
        new Server.Moments(
            Times.parse(row.get(CREATED_AT)),
            Times.parse(row.get(UPDATED_AT)),
            time(row.get(LAUNCHED_AT)),
            time(row.get(DELETED_AT))));
  }

  static Server.State state(Record row) {
    String faultAt = row.get(FAULT_AT);
    return new Server.State(
        VmState.of(row.get(VM_STATE)),
        Optional.ofNullable(row.get(TASK_STATE)).map(TaskState::of),
        PowerState.of(row.get(POWER_STATE)),
        faultAt == null
            ? Optional.empty()
            : Optional.of(
                new Server.Fault(
                    row.get(FAULT_CODE), row.get(FAULT_MESSAGE), Times.parse(faultAt))));
  }

  static Server.Placement placement(Record row) {
    return new Server.Placement(
        Optional.ofNullable(row.get(HOST)).map(HostName::new),
        row.get(CREATING),
        row.get(WANTED),
        new PowerWish(row.get(POWER_EPOCH), PowerWish.Action.valueOf(row.get(POWER_ACTION))),
        row.get(WISH_REVISION),
        row.get(GONE));
  }

  private static Server.Boot boot(Record row) {
    String keyName = row.get(KEY_NAME);
    return new Server.Boot(
        row.get(HOSTNAME),
        new ImageRef(
            new ImageId(row.get(IMAGE_ID)),
            row.get(IMAGE_FORMAT),
            row.get(IMAGE_SIZE),
            row.get(IMAGE_SHA512)),
        new Flavor(
            row.get(FLAVOR_ID),
            row.get(FLAVOR_NAME),
            row.get(MEMORY),
            row.get(VCPUS),
            row.get(DISK),
            true,
            Optional.empty(),
            map(row.get(FLAVOR_SPECS))),
        keyName == null
            ? Optional.empty()
            : Optional.of(new Server.Key(keyName, row.get(KEY_PUBLIC))),
        row.field(USER_DATA) == null ? Optional.empty() : Optional.ofNullable(row.get(USER_DATA)),
        row.get(CONFIG_DRIVE),
        row.get(DISK_CONFIG),
        row.get(RESERVATION_ID),
        row.get(LAUNCH_INDEX),
        nics(Json.parseOurs(row.get(NICS)), Json.parseOurs(row.get(SECURITY_GROUPS))),
        wish(row));
  }

  static Map<Field<?>, Object> values(Server server) {
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(ID, server.id().value());
    row.put(PROJECT, server.project().value());
    row.put(USER, server.user().value());
    row.put(NAME, server.name());
    server.description().ifPresent(text -> row.put(DESCRIPTION, text));
    row.put(METADATA, text(server.metadata()));
    putBoot(row, server.boot());
    row.put(VM_STATE, server.state().vm().text());
    server.state().task().ifPresent(task -> row.put(TASK_STATE, task.text()));
    row.put(POWER_STATE, server.state().power().number());
    server.placement().host().ifPresent(host -> row.put(HOST, host.value()));
    row.put(CREATING, server.placement().creating());
    row.put(WANTED, server.placement().wanted());
    row.put(POWER_EPOCH, server.placement().wish().epoch());
    row.put(POWER_ACTION, server.placement().wish().action().name());
    row.put(WISH_REVISION, server.placement().wishRevision());
    row.put(GONE, server.placement().gone());
    row.put(LOCKED, server.lock().locked());
    row.put(LOCKED_BY_ADMIN, server.lock().byAdmin());
    row.put(ACCESS_IPV4, server.access().ipv4());
    row.put(ACCESS_IPV6, server.access().ipv6());
    row.put(CREATED_AT, Times.text(server.moments().created()));
    row.put(UPDATED_AT, Times.text(server.moments().updated()));
    return row;
  }

  private static void putBoot(Map<Field<?>, Object> row, Server.Boot boot) {
    row.put(HOSTNAME, boot.hostname());
    row.put(IMAGE_ID, boot.image().id().value());
    row.put(IMAGE_FORMAT, boot.image().diskFormat());
    row.put(IMAGE_SIZE, boot.image().sizeBytes());
    row.put(IMAGE_SHA512, boot.image().sha512());
    row.put(FLAVOR_ID, boot.flavor().id());
    row.put(FLAVOR_NAME, boot.flavor().name());
    row.put(VCPUS, boot.flavor().vcpus());
    row.put(MEMORY, boot.flavor().memoryMebibytes());
    row.put(DISK, boot.flavor().diskGibibytes());
    row.put(FLAVOR_SPECS, text(boot.flavor().extraSpecs()));
    boot.key()
        .ifPresent(key -> {
          row.put(KEY_NAME, key.name());
          row.put(KEY_PUBLIC, key.publicKey());
        });
    boot.userData().ifPresent(data -> row.put(USER_DATA, data));
    row.put(CONFIG_DRIVE, boot.configDrive());
    row.put(DISK_CONFIG, boot.diskConfig());
    row.put(RESERVATION_ID, boot.reservationId());
    row.put(LAUNCH_INDEX, boot.launchIndex());
    row.put(NICS, Json.text(asked(boot.nics())));
    row.put(SECURITY_GROUPS, groups(boot.nics()));
    boot.wish().host().ifPresent(host -> row.put(REQUESTED_HOST, host.value()));
    boot.wish().zone().ifPresent(zone -> row.put(REQUESTED_ZONE, zone));
    hints(boot.wish()).ifPresent(hints -> row.put(HINTS, hints));
  }

  private static PlacementWish wish(Record row) {
    String text = row.get(HINTS);
    JsonNode hints = text == null ? Json.object() : Json.parseOurs(text);
    return new PlacementWish(
        Optional.ofNullable(row.get(REQUESTED_HOST)).map(HostName::new),
        Optional.ofNullable(row.get(REQUESTED_ZONE)),
        optional(hints, "group"),
        texts(hints.path("same_host")),
        texts(hints.path("different_host")));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.stringValue()));
    return texts;
  }

  /** Most servers have none. */
  private static Optional<String> hints(PlacementWish wish) {
    ObjectNode hints = Json.object();
    wish.group().ifPresent(id -> hints.put("group", id));
    put(hints, "same_host", wish.sameHost());
    put(hints, "different_host", wish.differentHost());
    return hints.isEmpty() ? Optional.empty() : Optional.of(Json.text(hints));
  }

  private static void put(ObjectNode hints, String name, List<String> servers) {
    if (!servers.isEmpty()) {
      ArrayNode list = hints.putArray(name);
      servers.forEach(list::add);
    }
  }

  private static Server.Nics nics(JsonNode asked, JsonNode groups) {
    List<NicRequest> requests = new ArrayList<>();
    for (JsonNode nic : asked) {
      requests.add(
          new NicRequest(
              optional(nic, "network").map(NetworkId::new),
              optional(nic, "port").map(PortId::new),
              optional(nic, "fixed_ip")));
    }
    List<SecurityGroupId> ids = new ArrayList<>();
    groups.path("ids").forEach(id -> ids.add(new SecurityGroupId(id.stringValue())));
    List<String> names = new ArrayList<>();
    groups.path("names").forEach(name -> names.add(name.stringValue()));
    return new Server.Nics(requests, ids, names);
  }

  private static Optional<String> optional(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null ? Optional.empty() : Optional.of(value.stringValue());
  }

  private static ArrayNode asked(Server.Nics nics) {
    ArrayNode list = Json.array();
    for (NicRequest nic : nics.asked()) {
      ObjectNode each = list.addObject();
      nic.network().ifPresent(id -> each.put("network", id.value()));
      nic.port().ifPresent(id -> each.put("port", id.value()));
      nic.fixedIp().ifPresent(address -> each.put("fixed_ip", address));
    }
    return list;
  }

  private static String groups(Server.Nics nics) {
    ObjectNode groups = Json.object();
    ArrayNode ids = groups.putArray("ids");
    nics.groups().forEach(id -> ids.add(id.value()));
    ArrayNode names = groups.putArray("names");
    nics.groupNames().forEach(names::add);
    return Json.text(groups);
  }

  static Map<String, String> map(String json) {
    Map<String, String> map = new LinkedHashMap<>();
    JsonNode node = Json.parseOurs(json);
    node.propertyNames().forEach(key -> map.put(key, node.path(key).stringValue("")));
    return map;
  }

  static String text(Map<String, String> map) {
    ObjectNode node = Json.object();
    map.forEach(node::put);
    return Json.text(node);
  }

  static Optional<Instant> time(@Nullable String text) {
    return Optional.ofNullable(text).map(Times::parse);
  }
}
