package haneul.app.policy;

import haneul.services.identity.domain.Target;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who asks. All but the system's reader and the admins are users of the domain {@link #domain}; who
 * has a project has {@link #project} in it. Owners are no callers: they have what is asked for.
 */
final class Callers {
  final Client client;
  private final Mint mint;
  final String admin;

  /** The callers' domain. */
  final String domain;

  /** The callers' project. */
  final String project;

  final String otherDomain;
  final String otherProject;

  /** Of the admin who is one on another project only. */
  private final String farProject;

  private final Map<Who, User> users = new EnumMap<>(Who.class);
  private final Map<String, String> roles;
  final User owner;
  final User otherOwner;
  final String expired;
  final String revoked;

  /**
   * Someone who can log in.
   *
   * @param project where he can be a member; empty for nowhere
   * @param token as which the matrix has him ask
   */
  record User(String id, String project, String token, Optional<Target> scope) {}

  Callers(Client client, Mint mint, User cloudAdmin) {
    this.mint = mint;
    this.client = client;
    this.admin = cloudAdmin.token();
    domain = domain("callers");
    otherDomain = domain("others");
    project = project("callers", domain);
    otherProject = project("others", otherDomain);
    farProject = project("far", "default");
    roles = new HashMap<>();
    client
        .ok("GET", "/identity/v3/roles", admin, "")
        .path("roles")
        .forEach(role -> roles.put(role.path("name").asString(), role.path("id").asString()));
    for (String name : List.of("service", "guest")) {
      roles.computeIfAbsent(
          name,
          made ->
              client.made(
                  "/identity/v3/roles", admin, "{'role':{'name':'" + made + "'}}", "/role/id"));
    }
    String here = "projects/" + project;
    Target onProject = new Target.OnProject(project);
    users.put(Who.NOBODY, user("nobody", domain, "", "", Optional.empty()));
    users.put(Who.GUEST, user("guest", domain, here, "guest", onProject));
    users.put(Who.SERVICE, user("service", domain, here, "service", onProject));
    users.put(Who.READER, user("reader", domain, here, "reader", onProject));
    users.put(Who.MEMBER, user("member", domain, here, "member", onProject));
    Target onDomain = new Target.OnDomain(domain);
    String there = "domains/" + domain;
    users.put(Who.DOMAIN_READER, user("d-reader", domain, there, "reader", onDomain));
    users.put(Who.DOMAIN_ADMIN, user("d-admin", domain, there, "admin", onDomain));
    users.put(
        Who.SYSTEM_READER, user("s-reader", "default", "system", "reader", new Target.OnSystem()));
    users.put(
        Who.OTHER_ADMIN,
        user(
            "o-admin",
            "default",
            "projects/" + farProject,
            "admin",
            new Target.OnProject(farProject)));
    users.put(Who.ADMIN, cloudAdmin);
    owner = user("owner", domain, here, "member", onProject);
    otherOwner =
        user(
            "owner",
            otherDomain,
            "projects/" + otherProject,
            "member",
            new Target.OnProject(otherProject));
    User member = user(Who.MEMBER);
    expired = mint.expired(member.id(), member.scope());
    revoked = again(member);
    client.send(
        new Client.Question(
            "DELETE",
            "/identity/v3/auth/tokens",
            admin,
            "",
            Optional.of(revoked),
            Optional.empty()));
  }

  /** Who anonymous requests would be about: the reader. */
  User user(Who who) {
    return Objects.requireNonNull(users.get(who == Who.NONE ? Who.READER : who));
  }

  /** With these the caller is asked for: nobody comes with none, and with two that are void. */
  List<String> tokens(Who who) {
    return who == Who.NONE ? List.of("", expired, revoked) : List.of(user(who).token());
  }

  /** One more token of his. */
  String again(User user) {
    return mint.token(user.id(), user.scope());
  }

  String role(String name) {
    return Objects.requireNonNull(roles.get(name));
  }

  private String domain(String name) {
    return client.made(
        "/identity/v3/domains", admin, "{'domain':{'name':'" + name + "'}}", "/domain/id");
  }

  String project(String name, String in) {
    return client.made(
        "/identity/v3/projects",
        admin,
        "{'project':{'name':'" + name + "','domain_id':'" + in + "'}}",
        "/project/id");
  }

  /** A user with a role at a place, e.g. {@code projects/abc}, and a token for a scope. */
  private User user(String name, String in, String place, String role, Target scope) {
    return user(name, in, place, role, Optional.of(scope));
  }

  private User user(String name, String in, String place, String role, Optional<Target> scope) {
    String id =
        client.made(
            "/identity/v3/users",
            admin,
            "{'user':{'name':'%s','domain_id':'%s'}}".formatted(name, in),
            "/user/id");
    if (!role.isEmpty()) {
      client.ok(
          "PUT", "/identity/v3/" + place + "/users/" + id + "/roles/" + role(role), admin, "");
    }
    String project = place.startsWith("projects/") ? place.substring("projects/".length()) : "";
    return new User(id, project, mint.token(id, scope), scope);
  }
}
