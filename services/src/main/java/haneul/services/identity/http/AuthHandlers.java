package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Access;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.platform.log.SecurityLog;
import haneul.services.identity.domain.LoginRequest;
import haneul.services.identity.ops.LogIn;
import haneul.services.identity.ops.LogInGuard;
import haneul.services.identity.ops.Tokens;

/** {@code /v3/auth/tokens}. */
final class AuthHandlers {
  private static final String RECEIPT = "Openstack-Auth-Receipt";

  private final LogIn logIn;
  private final LogInGuard guard;
  private final Tokens tokens;
  private final TokenBodies bodies;

  AuthHandlers(LogIn logIn, LogInGuard guard, Tokens tokens, TokenBodies bodies) {
    this.logIn = logIn;
    this.guard = guard;
    this.tokens = tokens;
    this.bodies = bodies;
  }

  void addTo(ServiceApi api) {
    api.post("/v3/auth/tokens", Access.ANYONE, this::issue);
    api.get("/v3/auth/tokens", Access.AUTHENTICATED, this::show);
    api.delete("/v3/auth/tokens", Access.AUTHENTICATED, this::revoke);
  }

  private Response issue(Request request) {
    LoginRequest wanted =
        LoginBody.read(request.json(), request.header(RECEIPT).filter(text -> !text.isEmpty()));
    LogIn.Outcome outcome = guard.guarded(request.remoteAddress(), () -> logIn.run(wanted));
    return switch (outcome) {
      case LogIn.Issued issued ->
          Response.json(201, bodies.render(issued.claims(), issued.subject(), request))
              .with("X-Subject-Token", issued.token());
      case LogIn.Incomplete incomplete ->
          Response.json(401, TokenView.receipt(incomplete.receipt()))
              .with(RECEIPT, incomplete.receipt().text());
    };
  }

  private Response show(Request request) {
    String token = subject(request);
    Tokens.Valid valid = find(token);
    Policy.require(
        request,
        "validate_token",
        Policy.ADMIN,
        Policy.SYSTEM_READER,
        Policy.SERVICE,
        asked -> isSubject(asked, valid));
    return Response.json(200, bodies.of(valid, request)).with("X-Subject-Token", token);
  }

  private Response revoke(Request request) {
    Tokens.Valid valid = find(subject(request));
    Policy.require(request, "revoke_token", Policy.ADMIN, asked -> isSubject(asked, valid));
    tokens.revoke(valid.claims());
    SecurityLog.changed(
        "a token of user "
            + valid.subject().user().id()
            + " revoked by user "
            + request.caller().user().value());
    return Response.empty(204);
  }

  private static boolean isSubject(Request request, Tokens.Valid valid) {
    return Policy.is(request, valid.subject().user().id());
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
}
