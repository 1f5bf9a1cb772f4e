package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SOME_DOMAINS_ADMIN;
import static haneul.services.identity.http.Policy.SOME_DOMAINS_READER;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.id.Id;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Group;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.User;
import haneul.services.identity.http.Policy.Rule;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.GroupChanges;
import java.util.Optional;

/** {@code /v3/groups} and their members. */
final class GroupHandlers {
  private final Directory directory;
  private final GroupChanges changes;

  GroupHandlers(Directory directory, GroupChanges changes) {
    this.directory = directory;
    this.changes = changes;
  }

  void addTo(Policy policy) {
    Rule reader = Policy.readerOf(this::domain);
    Rule admin = Policy.adminOf(this::domain);
    policy.get("/v3/groups", "list_groups", this::list, ADMIN, SYSTEM_READER, SOME_DOMAINS_READER);
    policy.post("/v3/groups", "create_group", this::create, ADMIN, SOME_DOMAINS_ADMIN);
    String one = "/v3/groups/{group_id}";
    policy.get(one, "get_group", this::show, ADMIN, SYSTEM_READER, reader);
    policy.patch(one, "update_group", this::update, ADMIN, admin);
    policy.delete(one, "delete_group", this::delete, ADMIN, admin);
    policy.get(one + "/users", "list_users_in_group", this::users, ADMIN, SYSTEM_READER, reader);
    String member = one + "/users/{user_id}";
    Rule bothReader = both(reader, Policy.readerOf(this::usersDomain));
    Rule bothAdmin = both(admin, Policy.adminOf(this::usersDomain));
    policy.get(member, "check_user_in_group", this::checkMember, ADMIN, SYSTEM_READER, bothReader);
    policy.put(member, "add_user_to_group", this::addMember, ADMIN, bothAdmin);
    policy.delete(member, "remove_user_from_group", this::removeMember, ADMIN, bothAdmin);
  }

  private static Rule both(Rule one, Rule other) {
    return request -> one.allows(request) && other.allows(request);
  }

  private Optional<String> domain(Request request) {
    return directory.findGroup(request.param("group_id")).map(Group::domainId);
  }

  private Optional<String> usersDomain(Request request) {
    return directory.findUser(request.param("user_id")).map(User::domainId);
  }

  private Response list(Request request) {
    Selection selection =
        Lists.withinDomain(request, Lists.selection(request, "name", "domain_id"));
    return Lists.answer(
        request, "groups", selection, directory.groups(selection), Group::id, Views::group);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "group");
    String domainId = input.domainId(request);
    Policy.require(request, "create_group", ADMIN, Policy.adminOf(asked -> Optional.of(domainId)));
    Group group =
        changes.create(
            new Group(
                Id.newHex(),
                domainId,
                input.requiredName(Input.MAX_NAME),
                input.description().orElse(""),
                input.extra()));
    return Response.json(201, Views.wrapped("group", Views.group(group, request)));
  }

  private Response show(Request request) {
    Group group = directory.group(request.param("group_id"));
    return Response.ok(Views.wrapped("group", Views.group(group, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "group");
    input.requireSomething();
    input.requireSame("id", "group ID", request.param("group_id"));
    Optional<String> name = input.name(Input.MAX_NAME);
    Group group =
        changes.update(
            request.caller(),
            request.param("group_id"),
            before -> {
              input.requireSame("domain_id", "Domain ID", before.domainId());
              return new Group(
                  before.id(),
                  before.domainId(),
                  name.orElse(before.name()),
                  input.described(Optional.of(before.description())).orElse(""),
                  input.extra(before.extra()));
            });
    return Response.ok(Views.wrapped("group", Views.group(group, request)));
  }

  private Response delete(Request request) {
    changes.delete(request.caller(), request.param("group_id"));
    return Response.empty(204);
  }

  private Response users(Request request) {
    Selection selection =
        Lists.withinDomain(
            request,
            UserHandlers.expiring(
                request, Lists.selection(request, "name", "domain_id", "enabled")));
    return Lists.answer(
        request,
        "users",
        selection,
        directory.usersIn(request.param("group_id"), selection),
        User::id,
        Views::user);
  }

  private Response checkMember(Request request) {
    changes.checkMember(request.param("group_id"), request.param("user_id"));
    return Response.empty(204);
  }

  private Response addMember(Request request) {
    changes.addMember(request.caller(), request.param("group_id"), request.param("user_id"));
    return Response.empty(204);
  }

  private Response removeMember(Request request) {
    changes.removeMember(request.caller(), request.param("group_id"), request.param("user_id"));
    return Response.empty(204);
  }
}
