package haneul.services.identity.http;

import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.store.Times;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Endpoint;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Subject;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.ops.Catalog;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens and catalogs as the API shows them. */
final class TokenView {
  private TokenView() {}

  /**
   * The body for a token.
   *
   * @param catalog none: leave it out
   */
  static ObjectNode token(
      TokenClaims claims, Subject subject, Optional<List<Catalog.Entry>> catalog, Request request) {
    var body = Json.object();
    var token = body.putObject("token");
    var methods = token.putArray("methods");
    claims.methods().forEach(method -> methods.add(method.text()));
    var user = token.putObject("user");
    user.set("domain", reference(subject.userDomain()));
    user.put("id", subject.user().id());
    user.put("name", subject.user().name());
    user.putNull("password_expires_at");
    var auditIds = token.putArray("audit_ids").add(claims.auditId());
    claims.parentAuditId().ifPresent(auditIds::add);
    token.put("expires_at", Times.text(claims.expiresAt()));
    token.put("issued_at", Times.text(claims.issuedAt()));
    putScope(token, subject);
    if (!subject.roles().isEmpty()) {
      var roles = token.putArray("roles");
      for (Role role : subject.roles()) {
        roles.addObject().put("id", role.id()).put("name", role.name());
      }
      catalog.ifPresent(entries -> token.set("catalog", catalog(entries, request)));
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

  private static ObjectNode reference(Domain domain) {
    return Json.object().put("id", domain.id()).put("name", domain.name());
  }

  static ArrayNode catalog(List<Catalog.Entry> entries, Request request) {
    String base = base(request);
    var catalog = Json.array();
    for (Catalog.Entry entry : entries) {
      var service = catalog.addObject();
      var endpoints = service.putArray("endpoints");
      for (Endpoint endpoint : entry.endpoints()) {
        endpoints
            .addObject()
            .put("id", endpoint.id())
            .put("interface", endpoint.face())
            .put("region_id", endpoint.regionId())
            .put("url", endpoint.url(base))
            .put("region", endpoint.regionId());
      }
      service.put("id", entry.service().id());
      service.put("type", entry.service().type());
      service.put("name", entry.service().name());
    }
    return catalog;
  }

  /** What the client called the cloud, without this service's own prefix. */
  static String base(Request request) {
    String base = request.baseUrl();
    return base.substring(0, base.length() - IdentityApi.PREFIX.length());
  }
}
