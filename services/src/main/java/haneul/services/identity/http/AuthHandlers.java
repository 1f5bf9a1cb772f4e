package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.http.Access;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.LoginRequest;
import haneul.services.identity.ops.Catalog;
import haneul.services.identity.ops.LogIn;
import haneul.services.identity.ops.LogInGuard;
import haneul.services.identity.ops.Tokens;
import java.util.List;
import java.util.Optional;

/** {@code /v3/auth/tokens}. */
final class AuthHandlers {
  private final LogIn logIn;
  private final LogInGuard guard;
  private final Tokens tokens;
  private final Catalog catalog;

  AuthHandlers(LogIn logIn, LogInGuard guard, Tokens tokens, Catalog catalog) {
    this.logIn = logIn;
    this.guard = guard;
    this.tokens = tokens;
    this.catalog = catalog;
  }

  void addTo(ServiceApi api) {
    api.post("/v3/auth/tokens", Access.ANYONE, this::issue);
    api.get("/v3/auth/tokens", Access.AUTHENTICATED, this::show);
    api.delete("/v3/auth/tokens", Access.AUTHENTICATED, this::revoke);
  }

  private Response issue(Request request) {
    LoginRequest wanted = LoginBody.read(request.json());
    LogIn.Issued issued = guard.guarded(request.remoteAddress(), () -> logIn.run(wanted));
    return Response.json(
            201, TokenView.token(issued.claims(), issued.subject(), catalog(request), request))
        .with("X-Subject-Token", issued.token());
  }

  private Optional<List<Catalog.Entry>> catalog(Request request) {
    return request.query().names().contains("nocatalog")
        ? Optional.empty()
        : Optional.of(catalog.entries());
  }

  private Response show(Request request) {
    String token = subject(request);
    Tokens.Valid valid = find(token);
    requireSelfOrAdmin(request, valid, "validate_token");
    return Response.ok(TokenView.token(valid.claims(), valid.subject(), catalog(request), request))
        .with("X-Subject-Token", token);
  }

  private Response revoke(Request request) {
    Tokens.Valid valid = find(subject(request));
    requireSelfOrAdmin(request, valid, "revoke_token");
    tokens.revoke(valid.claims());
    return Response.empty(204);
  }

  private static String subject(Request request) {
    return request
        .header("X-Subject-Token")
        .orElseThrow(() -> CloudException.notFound("TokenNotFound", "No token in the request"));
  }

  private Tokens.Valid find(String token) {
    return tokens
        .find(token)
        .orElseThrow(() ->
            CloudException.notFound(
                "TokenNotFound",
                tokens.isRecognized(token)
                    ? "Failed to validate token"
                    : "Could not recognize Fernet token"));
  }

  private static void requireSelfOrAdmin(Request request, Tokens.Valid valid, String action) {
    Caller caller = request.caller();
    if (!caller.isAdmin() && !caller.user().value().equals(valid.claims().userId())) {
      throw Policy.refused(action);
    }
  }
}
