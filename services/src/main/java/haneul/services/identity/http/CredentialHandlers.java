package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.ANYONE;
import static haneul.services.identity.http.Policy.SELF;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.Credential;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.http.Policy.Rule;
import haneul.services.identity.ops.Credentials;
import haneul.services.identity.ops.Credentials.Opened;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/credentials} and {@code /v3/users/{user_id}/credentials/OS-EC2}. */
final class CredentialHandlers {
  private static final int MAX_BLOB = 65_535;

  private final Credentials credentials;

  CredentialHandlers(Credentials credentials) {
    this.credentials = credentials;
  }

  void addTo(Policy policy) {
    Rule owner =
        request ->
            credentials
                .ownerOf(request.param("credential_id"))
                .map(user -> Policy.is(request, user))
                .orElse(false);
    // Whose is in the body, or narrows the list.
    policy.get("/v3/credentials", "list_credentials", this::list, ANYONE);
    policy.post("/v3/credentials", "create_credential", this::create, ANYONE);
    String one = "/v3/credentials/{credential_id}";
    policy.get(one, "get_credential", this::show, ADMIN, SYSTEM_READER, owner);
    policy.patch(one, "update_credential", this::update, ADMIN, owner);
    policy.delete(one, "delete_credential", this::delete, ADMIN, owner);
    Rule member = request -> SELF.allows(request) && request.caller().isMember();
    String all = "/v3/users/{user_id}/credentials/OS-EC2";
    String key = all + "/{access}";
    policy.get(all, "ec2_list_credentials", this::listEc2, ADMIN, SYSTEM_READER, member);
    policy.post(all, "ec2_create_credential", this::createEc2, ADMIN, member);
    policy.get(key, "ec2_get_credential", this::showEc2, ADMIN, SYSTEM_READER, SELF);
    policy.delete(key, "ec2_delete_credential", this::deleteEc2, ADMIN, SELF);
  }

  private static ObjectNode view(Opened opened, Request request) {
    Credential credential = opened.credential();
    var view = credential.extra().deepCopy();
    view.put("id", credential.id());
    view.put("user_id", credential.userId());
    view.put("project_id", credential.projectId().orElse(null));
    view.put("type", credential.type());
    view.put("blob", opened.blob());
    Views.putSelf(view, request, "credentials", credential.id());
    return view;
  }

  /** Everyone's for those who may see them, else the caller's own. */
  private Response list(Request request) {
    Selection asked = Lists.selection(request, "user_id", "type");
    boolean all = ADMIN.allows(request) || SYSTEM_READER.allows(request);
    Selection selection = all ? asked : asked.and("user_id", request.caller().user().value());
    return Lists.answer(
        request,
        "credentials",
        selection,
        credentials.list(request.caller(), selection),
        opened -> opened.credential().id(),
        CredentialHandlers::view);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "credential");
    String user = input.requiredId("user_id");
    Policy.require(request, "create_credential", ADMIN, asked -> Policy.is(asked, user));
    Opened made =
        credentials.create(
            request.caller(),
            new Credentials.NewCredential(
                user,
                input.id("project_id"),
                input.requiredText("type", Input.MAX_NAME),
                blob(input),
                input.extra()));
    return Response.json(201, Views.wrapped("credential", view(made, request)));
  }

  private static String blob(Input input) {
    return input.requiredText("blob", MAX_BLOB);
  }

  private Response show(Request request) {
    Opened found = credentials.find(request.caller(), request.param("credential_id"));
    return Response.ok(Views.wrapped("credential", view(found, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "credential");
    input.requireSomething();
    input.requireSame("id", "credential ID", request.param("credential_id"));
    Opened changed =
        credentials.update(
            request.caller(),
            request.param("credential_id"),
            new Credentials.Change(
                input.id("user_id"),
                input.id("project_id"),
                input.text("type", Input.MAX_NAME).filter(type -> !type.isEmpty()),
                input.has("blob") ? Optional.of(blob(input)) : Optional.empty()));
    input.rejectOthers();
    return Response.ok(Views.wrapped("credential", view(changed, request)));
  }

  private Response delete(Request request) {
    credentials.delete(request.caller(), request.param("credential_id"));
    return Response.empty(204);
  }

  /** As the first version of the API showed it. */
  private static ObjectNode ec2(Opened opened, Request request) {
    JsonNode blob = Json.parseOurs(opened.blob());
    String access = blob.get("access").stringValue();
    Credential credential = opened.credential();
    var view = Json.object();
    view.put("user_id", credential.userId());
    view.put("tenant_id", credential.projectId().orElse(null));
    view.put("access", access);
    view.put("secret", blob.get("secret").stringValue());
    view.putNull("trust_id");
    Views.putSelf(view, request, "users/" + credential.userId() + "/credentials/OS-EC2", access);
    return view;
  }

  private Response listEc2(Request request) {
    return Lists.whole(
        request,
        "credentials",
        credentials.listEc2(request.caller(), request.param("user_id")),
        CredentialHandlers::ec2);
  }

  private Response createEc2(Request request) {
    Fields body = request.json();
    String project = body.requiredString("tenant_id", 1, Input.MAX_ID);
    Opened made = credentials.createEc2(request.caller(), request.param("user_id"), project);
    return Response.json(201, Views.wrapped("credential", ec2(made, request)));
  }

  private Opened key(Request request) {
    return credentials.findEc2(request.caller(), request.param("user_id"), request.param("access"));
  }

  private Response showEc2(Request request) {
    return Response.ok(Views.wrapped("credential", ec2(key(request), request)));
  }

  private Response deleteEc2(Request request) {
    credentials.deleteEc2(request.caller(), request.param("user_id"), request.param("access"));
    return Response.empty(204);
  }
}
