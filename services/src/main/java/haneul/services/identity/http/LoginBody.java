package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Fields;
import haneul.services.identity.domain.LoginRequest;
import haneul.services.identity.domain.LoginRequest.ByApplicationCredential;
import haneul.services.identity.domain.LoginRequest.ById;
import haneul.services.identity.domain.LoginRequest.ByName;
import haneul.services.identity.domain.LoginRequest.ByPassword;
import haneul.services.identity.domain.LoginRequest.ByToken;
import haneul.services.identity.domain.LoginRequest.ByTotp;
import haneul.services.identity.domain.LoginRequest.CredentialById;
import haneul.services.identity.domain.LoginRequest.CredentialByName;
import haneul.services.identity.domain.LoginRequest.CredentialNamed;
import haneul.services.identity.domain.LoginRequest.DomainNamed;
import haneul.services.identity.domain.LoginRequest.Named;
import haneul.services.identity.domain.LoginRequest.Proof;
import haneul.services.identity.domain.LoginRequest.ScopeWish;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the body of {@code POST /v3/auth/tokens}. */
final class LoginBody {
  private static final int MAX_METHODS = 10;
  private static final int MAX_NAME = 255;
  static final int MAX_PASSWORD = 4096;
  private static final int MAX_TOKEN = 4096;

  private LoginBody() {}

  /**
   * @param receipt of an earlier request, from its header
   */
  static LoginRequest read(Fields body, Optional<String> receipt) {
    Fields auth = body.requiredObject("auth");
    Fields identity = auth.requiredObject("identity");
    List<String> methods =
        identity
            .strings("methods", MAX_METHODS, MAX_NAME)
            .orElseThrow(() -> missing("auth/identity/methods", "methods"));
    if (methods.isEmpty()) {
      throw CloudException.badField("auth/identity/methods", "[]", "[] is too short");
    }
    List<Proof> proofs =
        new LinkedHashSet<>(methods).stream().map(method -> proof(identity, method)).toList();
    return new LoginRequest(proofs, scope(auth), receipt);
  }

  private static CloudException missing(String path, String field) {
    return CloudException.badField(path, "", "'" + field + "' is a required property");
  }

  private static Proof proof(Fields identity, String method) {
    return switch (method) {
      case "password" -> {
        Fields user = identity.requiredObject("password").requiredObject("user");
        yield new ByPassword(
            named(user, "auth/identity/password/user"),
            user.requiredString("password", 0, MAX_PASSWORD));
      }
      case "token" ->
          new ByToken(identity.requiredObject("token").requiredString("id", 1, MAX_TOKEN));
      case "totp" -> {
        Fields user = identity.requiredObject("totp").requiredObject("user");
        yield new ByTotp(
            named(user, "auth/identity/totp/user"),
            user.requiredString("passcode", 0, MAX_PASSWORD));
      }
      case "application_credential" -> {
        Fields credential = identity.requiredObject("application_credential");
        yield new ByApplicationCredential(
            credential(credential), credential.requiredString("secret", 0, MAX_PASSWORD));
      }
      default ->
          throw CloudException.unauthorized(
              "Attempted to authenticate with an unsupported method.");
    };
  }

  private static CredentialNamed credential(Fields credential) {
    String path = "auth/identity/application_credential";
    Optional<String> id = credential.string("id", 1, MAX_NAME);
    if (id.isPresent()) {
      return new CredentialById(id.get());
    }
    String name =
        credential.string("name", 1, MAX_NAME).orElseThrow(() -> missing(path + "/name", "name"));
    return new CredentialByName(name, named(credential.requiredObject("user"), path + "/user"));
  }

  private static Named named(Fields thing, String path) {
    Optional<String> id = thing.string("id", 1, MAX_NAME);
    if (id.isPresent()) {
      return new ById(id.get());
    }
    String name =
        thing.string("name", 1, MAX_NAME).orElseThrow(() -> missing(path + "/name", "name"));
    return new ByName(name, domain(thing.requiredObject("domain"), path + "/domain"));
  }

  private static DomainNamed domain(Fields domain, String path) {
    Optional<String> id = domain.string("id", 1, MAX_NAME);
    if (id.isPresent()) {
      return new DomainNamed(id, "");
    }
    return new DomainNamed(
        Optional.empty(),
        domain.string("name", 1, MAX_NAME).orElseThrow(() -> missing(path + "/name", "name")));
  }

  private static ScopeWish scope(Fields auth) {
    Optional<JsonNode> said = auth.any("scope");
    if (said.isEmpty()) {
      return new LoginRequest.Unsaid();
    }
    if (said.get().isString() && said.get().stringValue().equals("unscoped")) {
      return new LoginRequest.Unscoped();
    }
    Fields scope = auth.requiredObject("scope");
    long kinds =
        List.of("project", "domain", "system", "unscoped", "OS-TRUST:trust").stream()
            .filter(scope::has)
            .count();
    if (kinds != 1) {
      throw CloudException.badRequest(
          "Expecting to find exactly one of project, domain, system or unscoped in scope. The"
              + " server could not comply with the request since it is either malformed or"
              + " otherwise incorrect. The client is assumed to be in error.");
    }
    if (scope.has("unscoped")) {
      return new LoginRequest.Unscoped();
    }
    if (scope.has("project")) {
      return new LoginRequest.ToProject(
          named(scope.requiredObject("project"), "auth/scope/project"));
    }
    if (scope.has("domain")) {
      return new LoginRequest.ToDomain(domain(scope.requiredObject("domain"), "auth/scope/domain"));
    }
    if (scope.has("system")) {
      if (!scope.requiredObject("system").bool("all").orElse(false)) {
        throw CloudException.badField(
            "auth/scope/system/all", "", "the only system scope is 'all': true");
      }
      return new LoginRequest.ToSystem();
    }
    return new LoginRequest.ToTrust(
        scope.requiredObject("OS-TRUST:trust").requiredString("id", 1, MAX_NAME));
  }
}
