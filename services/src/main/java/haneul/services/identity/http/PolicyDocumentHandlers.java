package haneul.services.identity.http;

import static haneul.services.identity.http.Policy.ADMIN;
import static haneul.services.identity.http.Policy.SYSTEM_READER;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.services.identity.domain.PolicyDocument;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.ops.PolicyDocuments;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code /v3/policies}. */
final class PolicyDocumentHandlers {
  private final PolicyDocuments policies;

  PolicyDocumentHandlers(PolicyDocuments policies) {
    this.policies = policies;
  }

  void addTo(Policy policy) {
    policy.get("/v3/policies", "list_policies", this::list, ADMIN, SYSTEM_READER);
    policy.post("/v3/policies", "create_policy", this::create, ADMIN);
    policy.get("/v3/policies/{policy_id}", "get_policy", this::show, ADMIN, SYSTEM_READER);
    policy.patch("/v3/policies/{policy_id}", "update_policy", this::update, ADMIN);
    policy.delete("/v3/policies/{policy_id}", "delete_policy", this::delete, ADMIN);
  }

  private Response list(Request request) {
    Selection selection = Lists.selection(request, "type");
    return Lists.answer(
        request,
        "policies",
        selection,
        policies.list(selection),
        PolicyDocument::id,
        CatalogViews::policy);
  }

  /** A text; old clients send the object that the text would be of. */
  private static Optional<String> blob(Input input) {
    Optional<JsonNode> blob = input.known("blob").any("blob");
    if (blob.isEmpty() || blob.get().isString()) {
      return input.text("blob", Input.MAX_TEXT);
    }
    String text = Json.text(blob.get());
    if (!blob.get().isObject() || text.length() > Input.MAX_TEXT) {
      throw CloudException.badField(
          "blob", "", "it is a text of at most " + Input.MAX_TEXT + " characters");
    }
    return Optional.of(text);
  }

  private Response create(Request request) {
    Input input = Input.read(request, "policy");
    PolicyDocument policy =
        policies.create(
            new PolicyDocument(
                Id.newHex(),
                input.requiredText("type", Input.MAX_NAME),
                blob(input).orElseThrow(() -> Input.missing("blob")),
                input.extra()));
    return Response.json(201, Views.wrapped("policy", CatalogViews.policy(policy, request)));
  }

  private Response show(Request request) {
    PolicyDocument policy = policies.find(request.param("policy_id"));
    return Response.ok(Views.wrapped("policy", CatalogViews.policy(policy, request)));
  }

  private Response update(Request request) {
    Input input = Input.read(request, "policy");
    input.requireSomething();
    input.requireSame("id", "policy ID", request.param("policy_id"));
    Optional<String> type = input.text("type", Input.MAX_NAME);
    Optional<String> blob = blob(input);
    PolicyDocument policy =
        policies.update(
            request.param("policy_id"),
            before ->
                new PolicyDocument(
                    before.id(),
                    type.orElse(before.type()),
                    blob.orElse(before.blob()),
                    input.extra(before.extra())));
    return Response.ok(Views.wrapped("policy", CatalogViews.policy(policy, request)));
  }

  private Response delete(Request request) {
    policies.delete(request.param("policy_id"));
    return Response.empty(204);
  }
}
