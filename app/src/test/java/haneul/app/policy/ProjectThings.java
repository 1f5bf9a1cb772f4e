package haneul.app.policy;

import haneul.app.policy.Callers.User;
import haneul.app.policy.PolicyFile.Whose;
import haneul.app.policy.Things.Place;
import java.util.Optional;

/** Images and networks. */
final class ProjectThings {
  private final Callers callers;
  private final Things things;
  private final Client client;

  ProjectThings(Callers callers, Things things) {
    this.callers = callers;
    this.things = things;
    this.client = callers.client;
    for (String project : new String[] {callers.project, callers.otherProject}) {
      client.ok(
          "PUT",
          "/network/v2.0/quotas/" + project,
          callers.admin,
          "{'quota':{'network':-1,'subnet':-1,'port':-1,'security_group':-1,"
              + "'security_group_rule':-1}}");
    }
  }

  Optional<String> make(String kind, Place place) {
    String id =
        switch (kind) {
          case "image" -> image(place);
          case "empty_image" -> emptyImage(place.user());
          // Whom an image is shared with.
          case "member" -> place.whose() == Whose.SHARED ? callers.project : callers.domain;
          case "network" ->
              made("networks", "network", place, "'shared':" + (place.whose() == Whose.SHARED));
          case "bare_network" -> made("networks", "network", place, "'shared':false");
          case "subnet" -> subnet(place);
          case "port" ->
              made(
                  "ports",
                  "port",
                  place,
                  "'network_id':'" + things.id("network", place.whose(), place.who()) + "'");
          case "security-group" ->
              made("security-groups", "security_group", place, "'description':''");
          case "security-group-rule" ->
              client.made(
                  "/network/v2.0/security-group-rules",
                  place.user().token(),
                  "{'security_group_rule':{'direction':'ingress','security_group_id':'"
                      + made("security-groups", "security_group", place, "'description':''")
                      + "'}}",
                  "/security_group_rule/id");
          case "quota" -> place.project();
          case "agent" ->
              client
                  .ok("GET", "/network/v2.0/agents?agent_type=DHCP%20agent", callers.admin, "")
                  .at("/agents/0/id")
                  .asString();
          case "extension" -> "security-group";
          default -> "";
        };
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  private String made(String path, String kind, Place place, String fields) {
    return client.made(
        "/network/v2.0/" + path,
        callers.admin,
        "{'%s':{'name':'%s','project_id':'%s',%s}}"
            .formatted(kind, things.name(), place.project(), fields),
        "/" + kind + "/id");
  }

  private String subnet(Place place) {
    String network =
        made("networks", "network", place, "'shared':" + (place.whose() == Whose.SHARED));
    return made(
        "subnets",
        "subnet",
        place,
        "'network_id':'" + network + "','ip_version':4,'cidr':'192.0.2.0/24','enable_dhcp':false");
  }

  private String emptyImage(User owner) {
    return client.made(
        "/image/v2/images",
        owner.token(),
        "{'name':'%s','disk_format':'raw','container_format':'bare'}".formatted(things.name()),
        "/id");
  }

  private String image(Place place) {
    String id = emptyImage(place.user());
    String path = "/image/v2/images/" + id;
    client.ok("PUT", path + "/file", place.user().token(), "content");
    if (place.whose() == Whose.SHARED) {
      client.ok(
          "POST", path + "/members", place.user().token(), "{'member':'" + callers.project + "'}");
      client.ok(
          "PUT",
          path + "/members/" + callers.project,
          callers.owner.token(),
          "{'status':'accepted'}");
    }
    return id;
  }
}
