package haneul.platform.auth;

import java.util.Optional;

/** Says who a token belongs to. Identity implements it; a call, never a request. */
public interface TokenValidator {
  /** Empty when the token is unknown, expired, revoked, or its user or project is disabled. */
  Optional<Caller> validate(String token);
}
