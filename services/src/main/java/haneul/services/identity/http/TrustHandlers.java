package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.ANYONE;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.store.Times;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.Trust;
import haneul.services.identity.http.Policy.Rule;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.Trusts;
import haneul.services.identity.ops.Trusts.Shown;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/OS-TRUST/trusts}. */
final class TrustHandlers {
  private static final String ALL = "/v3/OS-TRUST/trusts";

  private final Trusts trusts;

  TrustHandlers(Trusts trusts) {
    this.trusts = trusts;
  }

  void addTo(Policy policy) {
    String one = ALL + "/{trust_id}";
    // Who may see which is known only with the trust or the filter.
    policy.get(ALL, "list_trusts", this::list, ANYONE);
    policy.post(ALL, "create_trust", this::create, ANYONE);
    policy.get(one, "get_trust", this::show, ANYONE);
    policy.delete(one, "delete_trust", this::delete, ANYONE);
    policy.get(one + "/roles", "list_roles_for_trust", this::roles, ANYONE);
    policy.get(one + "/roles/{role_id}", "get_role_for_trust", this::role, ANYONE);
  }

  private Response list(Request request) {
    Selection selection = Lists.selection(request, "trustor_user_id", "trustee_user_id");
    Optional<String> trustor = Lists.text(request, "trustor_user_id");
    Optional<String> trustee = Lists.text(request, "trustee_user_id");
    String action =
        trustor.isPresent()
            ? "list_trusts_for_trustor"
            : trustee.isPresent() ? "list_trusts_for_trustee" : "list_trusts";
    Rule own = asked -> trustor.or(() -> trustee).map(user -> Policy.is(asked, user)).orElse(false);
    Policy.require(request, action, ADMIN, SYSTEM_READER, own);
    trusts.requireReader(request.caller());
    return Lists.answer(
        request, "trusts", selection, trusts.list(selection), Trust::id, TrustHandlers::view);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "trust");
    String trustor = input.requiredId("trustor_user_id");
    Policy.require(request, "create_trust", asked -> Policy.is(asked, trustor));
    Shown made =
        trusts.create(
            request.caller(),
            new Trusts.NewTrust(
                trustor,
                input.requiredId("trustee_user_id"),
                input.id("project_id"),
                input.flag("impersonation").orElseThrow(() -> Input.missing("impersonation")),
                ApplicationCredentialHandlers.roles(input),
                input.time("expires_at"),
                input.number("remaining_uses", 1),
                input.flag("allow_redelegation").orElse(false),
                input.number("redelegation_count", 0)));
    return Response.json(201, Views.wrapped("trust", view(made, request)));
  }

  private static ObjectNode view(Trust trust, Request request) {
    var view = Json.object();
    view.put("id", trust.id());
    view.put("trustor_user_id", trust.trustorUserId());
    view.put("trustee_user_id", trust.trusteeUserId());
    view.put("project_id", trust.projectId().orElse(null));
    view.put("impersonation", trust.impersonation());
    view.put("expires_at", trust.expiresAt().map(Times::text).orElse(null));
    view.put("remaining_uses", trust.remainingUses().orElse(null));
    view.put("redelegation_count", trust.redelegationCount());
    view.put("redelegated_trust_id", trust.redelegatedTrustId().orElse(null));
    view.putNull("deleted_at");
    Views.putSelf(view, request, "OS-TRUST/trusts", trust.id());
    return view;
  }

  private static ObjectNode view(Shown shown, Request request) {
    var view = view(shown.trust(), request);
    var roles = view.putArray("roles");
    shown.roles().forEach(role -> roles.add(Views.role(role, request)));
    view.putObject("roles_links")
        .put("self", request.baseUrl() + ALL + "/" + shown.trust().id() + "/roles")
        .putNull("next")
        .putNull("previous");
    return view;
  }

  /** The trust, to those whose it is; to others there is none. */
  private Shown find(Request request) {
    trusts.requireReader(request.caller());
    String id = request.param("trust_id");
    Shown shown = trusts.find(id);
    boolean sees =
        ADMIN.allows(request)
            || SYSTEM_READER.allows(request)
            || Policy.is(request, shown.trust().trustorUserId())
            || Policy.is(request, shown.trust().trusteeUserId());
    if (!sees) {
      throw Directory.notFound("trust", id);
    }
    return shown;
  }

  private Response show(Request request) {
    return Response.ok(Views.wrapped("trust", view(find(request), request)));
  }

  private Response delete(Request request) {
    Trust trust = find(request).trust();
    Policy.require(
        request, "delete_trust", ADMIN, asked -> Policy.is(asked, trust.trustorUserId()));
    trusts.delete(request.caller(), trust.id());
    return Response.empty(204);
  }

  private Response roles(Request request) {
    return Lists.whole(request, "roles", find(request).roles(), Views::role);
  }

  private Response role(Request request) {
    String id = request.param("role_id");
    List<Role> roles = find(request).roles();
    Role role =
        roles.stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(() -> Directory.notFound("role", id));
    return Response.ok(Views.wrapped("role", Views.role(role, request)));
  }
}
