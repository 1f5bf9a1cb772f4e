package haneul.services.identity.http;

import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.store.Times;
import haneul.services.identity.domain.AccessRule;
import haneul.services.identity.domain.ApplicationCredential;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Subject;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.Trust;
import haneul.services.identity.ops.Catalog;
import haneul.services.identity.ops.Receipts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Tokens, receipts and catalogs as the API shows them. */
final class TokenView {
  private TokenView() {}

  /**
   * The body for a token.
   *
   * @param catalog none: leave it out
   */
  static ObjectNode token(TokenClaims claims, Subject subject, Optional<RawValue> catalog) {
    var body = Json.object();
    var token = body.putObject("token");
    var methods = token.putArray("methods");
    claims.methods().forEach(method -> methods.add(method.text()));
    var user = token.putObject("user");
    user.set("domain", reference(subject.userDomain()));
    user.put("id", subject.user().id());
    user.put("name", subject.user().name());
    Views.putPasswordEnd(user, subject.user());
    var auditIds = token.putArray("audit_ids").add(claims.auditId());
    claims.parentAuditId().ifPresent(auditIds::add);
    token.put("expires_at", Times.text(claims.expiresAt()));
    token.put("issued_at", Times.text(claims.issuedAt()));
    putScope(token, subject);
    subject.delegation().ifPresent(by -> putDelegation(token, by));
    if (!subject.roles().isEmpty()) {
      var roles = token.putArray("roles");
      for (Role role : subject.roles()) {
        roles.addObject().put("id", role.id()).put("name", role.name());
      }
      catalog.ifPresent(json -> token.putRawValue("catalog", json));
    }
    return body;
  }

  private static void putScope(ObjectNode token, Subject subject) {
    switch (subject.scope()) {
      case Subject.OfProject of -> {
        var project = token.putObject("project");
        project.set("domain", reference(of.domain()));
        project.put("id", of.project().id());
        project.put("name", of.project().name());
        token.put("is_domain", false);
      }
      case Subject.OfDomain of -> token.set("domain", reference(of.domain()));
      case Subject.OfSystem system -> token.putObject("system").put("all", true);
      case Subject.Nothing nothing -> {}
    }
  }

  private static void putDelegation(ObjectNode token, Subject.Delegated by) {
    switch (by) {
      case Subject.ByTrust of -> {
        Trust trust = of.trust();
        var view = token.putObject("OS-TRUST:trust");
        view.put("id", trust.id());
        view.putObject("trustor_user").put("id", trust.trustorUserId());
        view.putObject("trustee_user").put("id", trust.trusteeUserId());
        view.put("impersonation", trust.impersonation());
      }
      case Subject.ByApplicationCredential of -> {
        ApplicationCredential credential = of.credential();
        var view = token.putObject("application_credential");
        view.put("id", credential.id());
        view.put("name", credential.name());
        view.put("restricted", !credential.unrestricted());
        of.rules().ifPresent(rules -> putRules(view, rules));
      }
    }
  }

  private static void putRules(ObjectNode view, List<AccessRule> rules) {
    ApplicationCredentialHandlers.putRules(view.putArray("access_rules"), rules);
  }

  private static ObjectNode reference(Domain domain) {
    return Json.object().put("id", domain.id()).put("name", domain.name());
  }

  /** The body for someone who has to show more. */
  static ObjectNode receipt(Receipts.Receipt receipt) {
    var body = Json.object();
    var view = body.putObject("receipt");
    var methods = view.putArray("methods");
    receipt.methods().forEach(method -> methods.add(method.text()));
    var user = view.putObject("user");
    user.set("domain", reference(receipt.domain()));
    user.put("id", receipt.user().id());
    user.put("name", receipt.user().name());
    view.put("expires_at", Times.text(receipt.expiresAt()));
    view.put("issued_at", Times.text(receipt.issuedAt()));
    var required = body.putArray("required_auth_methods");
    receipt
        .required()
        .forEach(rule -> {
          var list = required.addArray();
          rule.stream().sorted().forEach(list::add);
        });
    return body;
  }

  /**
   * @param project whose catalog it is; an endpoint whose URL asks for one is left out without
   * @param base what the client called the cloud
   */
  static ArrayNode catalog(
      List<Catalog.Entry> entries, Optional<String> project, String userId, String base) {
    Map<String, String> known = new HashMap<>(Map.of("base", base, "user_id", userId));
    project.ifPresent(id -> {
      known.put("project_id", id);
      known.put("tenant_id", id);
    });
    var array = Json.array();
    for (Catalog.Entry entry : entries) {
      var service = array.addObject();
      var endpoints = service.putArray("endpoints");
      for (Endpoint endpoint : entry.endpoints()) {
        endpoint
            .url(known)
            .ifPresent(url ->
                endpoints
                    .addObject()
                    .put("id", endpoint.id())
                    .put("interface", endpoint.face())
                    .put("region_id", endpoint.regionId().orElse(null))
                    .put("url", url)
                    .put("region", endpoint.regionId().orElse(null)));
      }
      service.put("id", entry.service().id());
      service.put("type", entry.service().type());
      service.put("name", entry.service().name());
    }
    return array;
  }

  /** What the client called the cloud, without this service's own prefix. */
  static String base(Request request) {
    String base = request.baseUrl();
    return base.substring(0, base.length() - IdentityApi.PREFIX.length());
  }
}
