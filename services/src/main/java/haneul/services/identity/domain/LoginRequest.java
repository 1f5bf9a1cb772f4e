package haneul.services.identity.domain;

import java.util.List;
import java.util.Optional;

/**
 * What is asked of {@code POST /v3/auth/tokens}.
 *
 * @param receipt of an earlier request that showed some of what is needed
 */
public record LoginRequest(List<Proof> proofs, ScopeWish scope, Optional<String> receipt) {

  /** How someone shows who they are. */
  public sealed interface Proof {}

  /** A user and their password. */
  public record ByPassword(Named user, String password) implements Proof {
    /** Never shows the password. */
    @Override
    public String toString() {
      return "ByPassword[" + user + "]";
    }
  }

  /** A token got before. */
  public record ByToken(String token) implements Proof {
    /** Never shows the token. */
    @Override
    public String toString() {
      return "ByToken";
    }
  }

  /** A one-time password. */
  public record ByTotp(Named user, String passcode) implements Proof {
    /** Never shows the password. */
    @Override
    public String toString() {
      return "ByTotp[" + user + "]";
    }
  }

  /** An application credential and its secret. */
  public record ByApplicationCredential(CredentialNamed credential, String secret)
      implements Proof {
    /** Never shows the secret. */
    @Override
    public String toString() {
      return "ByApplicationCredential[" + credential + "]";
    }
  }

  /** An application credential: by id when there is one, else by name and user. */
  public sealed interface CredentialNamed {}

  public record CredentialById(String id) implements CredentialNamed {}

  public record CredentialByName(String name, Named user) implements CredentialNamed {}

  /** Something within a domain, by id, or by name and domain. */
  public sealed interface Named {}

  public record ById(String id) implements Named {}

  public record ByName(String name, DomainNamed domain) implements Named {}

  /** A domain: by id when there is one, else by name. */
  public record DomainNamed(Optional<String> id, String name) {}

  /** What the token shall be good for. */
  public sealed interface ScopeWish {}

  /** The user's default project when they can use it, else nothing. */
  public record Unsaid() implements ScopeWish {}

  public record Unscoped() implements ScopeWish {}

  public record ToProject(Named project) implements ScopeWish {}

  public record ToDomain(DomainNamed domain) implements ScopeWish {}

  public record ToSystem() implements ScopeWish {}

  public record ToTrust(String trustId) implements ScopeWish {}
}
