package haneul.services.identity.http;

import haneul.platform.auth.Caller;
import haneul.platform.http.Handler;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.log.SecurityLog;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Tells the security log of every change that was made through the API: a user, a role given or
 * taken, a trust, a token revoked. Which, of what and by whom, in ids.
 */
final class Audit {
  private static final Set<String> LOOKING = Set.of("GET", "HEAD");

  /** Of tokens more is known where they are made and ended. */
  private static final Set<String> TOKENS =
      Set.of("/v3/auth/tokens", "/v3/ec2tokens", "/v3/s3tokens");

  private Audit() {}

  static Response around(Request request, Handler next) throws Exception {
    Response response = next.handle(request);
    if (response.status() < 300
        && !LOOKING.contains(request.method())
        && !TOKENS.contains(request.path())) {
      SecurityLog.changed(
          request.method() + " " + request.path() + made(response) + " by " + who(request));
    }
    return response;
  }

  private static String who(Request request) {
    if (request.path().endsWith("/password")) {
      return "the user, who knew the old one";
    }
    Caller caller = request.caller();
    String by = "user " + caller.user().value();
    return by
        + caller
            .delegation()
            .map(delegation ->
                switch (delegation) {
                  case Caller.ByTrust trust -> " through trust " + trust.trustId();
                  case Caller.ByApplicationCredential program ->
                      " through application credential " + program.id();
                  case Caller.BySignature _ -> " through a signed request";
                })
            .orElse("");
  }

  /** The id of what a POST made. */
  private static String made(Response response) {
    if (response.status() != 201 || !(response.body() instanceof Response.Bytes body)) {
      return "";
    }
    JsonNode made = Json.parse(body.bytes());
    return made.valueStream()
        .flatMap(thing -> Optional.ofNullable(thing.get("id")).stream())
        .filter(JsonNode::isString)
        .findFirst()
        .map(id -> " made " + id.stringValue())
        .orElse("");
  }
}
