package haneul.app.policy;

import haneul.app.policy.PolicyFile.Whose;
import haneul.app.policy.Things.Place;
import haneul.platform.http.Json;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Servers, what belongs to them, and what operators see. */
final class ComputeThings {
  private static final String AT = "/compute/v2.1/";
  private static final String PUBLIC_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO3pWZmtA1NBWlIr9wjYKqvfO1r1HgVk5ghLXnzdYcW4";

  private final Callers callers;
  private final Things things;
  private final Client client;

  ComputeThings(Callers callers, Things things) {
    this.callers = callers;
    this.things = things;
    this.client = callers.client;
    for (String project : new String[] {callers.project, callers.otherProject}) {
      client.ok(
          "PUT",
          AT + "os-quota-sets/" + project,
          callers.admin,
          "{'quota_set':{'instances':-1,'cores':-1,'ram':-1,'server_groups':-1}}");
    }
  }

  Optional<String> make(String kind, Place place) {
    String id =
        switch (kind) {
          case "server" -> server(place);
          case "stopped_server" -> stopped(server(place));
          case "os-keypair" -> keyPair(place);
          case "flavor" -> flavor(place.whose() != Whose.FOREIGN);
          case "private_flavor" -> flavor(false);
          case "os-server-group" ->
              client.made(
                  AT + "os-server-groups",
                  place.user().token(),
                  "{'server_group':{'name':'%s','policies':['affinity']}}".formatted(things.name()),
                  "/server_group/id");
          case "os-aggregate" ->
              client.made(
                  AT + "os-aggregates",
                  callers.admin,
                  "{'aggregate':{'name':'%s'}}".formatted(things.name()),
                  "/aggregate/id");
          case "key", "metadata", "os-extra_spec" -> "k";
          case "os-quota-set", "os-simple-tenant-usage" -> place.project();
          case "os-quota-class-set" -> "default";
          case "os-instance-action" ->
              first(
                  "servers/"
                      + things.id("server", place.whose(), place.who())
                      + "/os-instance-actions",
                  "/instanceActions/0/request_id");
          case "os-interface" ->
              first(
                  "servers/" + things.id("server", place.whose(), place.who()) + "/os-interface",
                  "/interfaceAttachments/0/port_id");
          case "ip" ->
              client
                  .ok(
                      "GET",
                      AT + "servers/" + things.id("server", place.whose(), place.who()) + "/ips",
                      callers.admin,
                      "")
                  .path("addresses")
                  .propertyNames()
                  .iterator()
                  .next();
          case "os-volume_attachment" -> "00000000-0000-4000-8000-000000000000";
          case "os-hypervisor" -> first("os-hypervisors", "/hypervisors/0/id");
          case "host", "os-host" -> first("os-hypervisors", "/hypervisors/0/hypervisor_hostname");
          case "compute_extension" -> "os-keypairs";
          case "os-security-group" -> things.id("security-group", place.whose(), place.who());
          case "public_key" -> PUBLIC_KEY;
          case "new_service" -> first("os-services?binary=nova-compute", "2.60", "/services/0/id");
          case "os-service" -> first("os-services?binary=nova-compute", "/services/0/id");
          case "mtu-check" -> client.made("/haneul/v1/mtu-checks", callers.admin, "{}", "/id");
          default -> "";
        };
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  private String first(String path, String pointer) {
    return client.ok("GET", AT + path, callers.admin, "").at(pointer).asString();
  }

  private String first(String path, String version, String pointer) {
    Client.Question question =
        new Client.Question(
            "GET", AT + path, callers.admin, "", Optional.empty(), Optional.of(version));
    return Json.parseOurs(client.send(question).body()).at(pointer).asString();
  }

  private String flavor(boolean open) {
    return client.made(
        AT + "flavors",
        callers.admin,
        ("{'flavor':{'name':'%s','ram':64,'vcpus':1,'disk':1,'os-flavor-access:is_public':" + open)
                .formatted(things.name())
            + "}}",
        "/flavor/id");
  }

  private String keyPair(Place place) {
    return client.made(
        AT + "os-keypairs",
        callers.admin,
        "{'keypair':{'name':'%s','user_id':'%s','public_key':'%s'}}"
            .formatted(things.name(), place.user().id(), PUBLIC_KEY),
        "/keypair/name");
  }

  /** A server with a card, running. */
  private String server(Place place) {
    // A subnet, so that the card has an address.
    String subnet = things.id("subnet", place.whose(), place.who());
    String network =
        client
            .ok("GET", "/network/v2.0/subnets/" + subnet, callers.admin, "")
            .at("/subnet/network_id")
            .asString();
    String id =
        client.made(
            AT + "servers",
            place.user().token(),
            "{'server':{'name':'%s','imageRef':'%s','flavorRef':'%s','networks':[{'uuid':'%s'}]}}"
                .formatted(
                    things.name(),
                    things.id("image", place.whose(), place.who()),
                    things.id("flavor", Whose.ANY, place.who()),
                    network),
            "/server/id");
    await(id, "ACTIVE");
    return id;
  }

  private String stopped(String id) {
    client.ok("POST", AT + "servers/" + id + "/action", callers.admin, "{'os-stop':null}");
    await(id, "SHUTOFF");
    return id;
  }

  private void await(String id, String status) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> {
          JsonNode server = client.ok("GET", AT + "servers/" + id, callers.admin, "");
          return server.at("/server/status").asString().equals(status);
        });
  }
}
