package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SELF;
import static haneul.services.identity.http.Policy.SOME_DOMAINS_ADMIN;
import static haneul.services.identity.http.Policy.SOME_DOMAINS_READER;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.platform.store.Times;
import haneul.services.identity.domain.Group;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.Selection.Match;
import haneul.services.identity.domain.Selection.Test;
import haneul.services.identity.domain.User;
import haneul.services.identity.http.Policy.Rule;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.LogInGuard;
import haneul.services.identity.ops.UserChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/users}. */
final class UserHandlers {
  private final Directory directory;
  private final UserChanges changes;
  private final LogInGuard guard;

  UserHandlers(Directory directory, UserChanges changes, LogInGuard guard) {
    this.directory = directory;
    this.changes = changes;
    this.guard = guard;
  }

  void addTo(ServiceApi api, Policy policy) {
    Rule reader = Policy.readerOf(this::domain);
    Rule admin = Policy.adminOf(this::domain);
    policy.get("/v3/users", "list_users", this::list, ADMIN, SYSTEM_READER, SOME_DOMAINS_READER);
    policy.post("/v3/users", "create_user", this::create, ADMIN, SOME_DOMAINS_ADMIN);
    String one = "/v3/users/{user_id}";
    policy.get(one, "get_user", this::show, ADMIN, SELF, SYSTEM_READER, reader);
    policy.patch(one, "update_user", this::update, ADMIN, admin);
    policy.delete(one, "delete_user", this::delete, ADMIN, admin);
    policy.get(
        one + "/projects",
        "list_user_projects",
        this::projects,
        ADMIN,
        SELF,
        SYSTEM_READER,
        reader);
    policy.get(
        one + "/groups", "list_groups_for_user", this::groups, ADMIN, SELF, SYSTEM_READER, reader);
    // The old password is what lets the user in: a token may be what they cannot get any more.
    api.post(one + "/password", Access.ANYONE, this::changePassword);
  }

  private Optional<String> domain(Request request) {
    return directory.findUser(request.param("user_id")).map(User::domainId);
  }

  private Response list(Request request) {
    Lists.refuse(request, "idp_id", "protocol_id", "unique_id");
    Selection selection =
        Lists.withinDomain(
            request, expiring(request, Lists.selection(request, "name", "domain_id", "enabled")));
    return Lists.answer(
        request, "users", selection, directory.users(selection), User::id, Views::user);
  }

  /** {@code password_expires_at=lt:2030-01-31T00:00:00Z}. */
  static Selection expiring(Request request, Selection selection) {
    Optional<String> asked = Lists.text(request, "password_expires_at");
    if (asked.isEmpty()) {
      return selection;
    }
    int colon = asked.get().indexOf(':');
    boolean named = colon > 0 && Character.isLetter(asked.get().charAt(0));
    Test test =
        switch (named ? asked.get().substring(0, colon) : "eq") {
          case "eq" -> Test.IS;
          case "neq" -> Test.IS_NOT;
          case "lt" -> Test.LESS;
          case "lte" -> Test.AT_MOST;
          case "gt" -> Test.MORE;
          case "gte" -> Test.AT_LEAST;
          default ->
              throw CloudException.badField(
                  "password_expires_at",
                  asked.get(),
                  "there are eq, neq, lt, lte, gt and gte, with a colon before the time");
        };
    String time = asked.get().substring(named ? colon + 1 : 0);
    List<Match> matches = new ArrayList<>(selection.matches());
    matches.add(
        new Match(
            "password_expires_at",
            test,
            false,
            Times.text(Input.time("password_expires_at", time))));
    return new Selection(matches, selection.sort(), selection.page());
  }

  private Response create(Request request) {
    Input input = Input.read(request, "user");
    String domainId = input.domainId(request);
    Policy.require(request, "create_user", ADMIN, Policy.adminOf(asked -> Optional.of(domainId)));
    User user =
        changes.create(
            new UserChanges.NewUser(
                domainId,
                input.requiredName(Input.MAX_NAME),
                input.enabled().orElse(true),
                input.id("default_project_id"),
                input.password(),
                UserOptionsBody.read(input, Json.object()),
                input.extra()));
    return Response.json(201, Views.wrapped("user", Views.user(user, request)));
  }

  private Response show(Request request) {
    User user = directory.user(request.param("user_id"));
    return Response.ok(Views.wrapped("user", Views.user(user, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "user");
    input.requireSomething();
    input.requireSame("id", "user ID", request.param("user_id"));
    Optional<String> name = input.name(Input.MAX_NAME);
    Optional<Boolean> enabled = input.enabled();
    User user =
        changes.update(
            request.caller(),
            request.param("user_id"),
            input.password(),
            before -> {
              input.requireSame("domain_id", "Domain ID", before.domainId());
              return new User(
                  before.id(),
                  before.domainId(),
                  name.orElse(before.name()),
                  enabled.orElse(before.enabled()),
                  input.changedId("default_project_id", before.defaultProjectId()),
                  before.password(),
                  before.activeOn(),
                  before.tokenEpoch(),
                  UserOptionsBody.read(input, before.options()),
                  input.extra(before.extra()));
            });
    ObjectNode view = Views.user(user, request);
    view.set("extra", user.extra());
    return Response.ok(Views.wrapped("user", view));
  }

  private Response delete(Request request) {
    changes.delete(request.caller(), request.param("user_id"));
    return Response.empty(204);
  }

  private Response projects(Request request) {
    Selection selection = Lists.selection(request, "name", "domain_id", "enabled");
    return Lists.answer(
        request,
        "projects",
        selection,
        directory.projectsOf(request.param("user_id"), selection),
        Project::id,
        Views::project);
  }

  private Response groups(Request request) {
    Selection selection = Lists.withinDomain(request, Lists.selection(request, "name"));
    return Lists.answer(
        request,
        "groups",
        selection,
        directory.groupsOf(request.param("user_id"), selection),
        Group::id,
        Views::group);
  }

  private Response changePassword(Request request) {
    Input input = Input.read(request, "user");
    String original = input.requiredPassword("original_password");
    String wanted = input.requiredPassword("password");
    if (original.equals(wanted)) {
      throw CloudException.badField(
          "password", "", "the new password cannot be identical to the old one");
    }
    return guard.guarded(
        request.remoteAddress(),
        () -> {
          changes.changePassword(request.param("user_id"), original, wanted);
          return Response.empty(204);
        });
  }
}
