package haneul.platform.auth;

import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, as their token says and identity confirmed just now.
 *
 * @param roles names, the implied ones included
 * @param delegation none: the user is here himself
 */
public record Caller(
    UserId user,
    String userName,
    Scope scope,
    Set<String> roles,
    Instant tokenExpiresAt,
    Optional<Delegation> delegation) {
  public Caller {
    roles = Set.copyOf(roles);
  }

  /** Someone who is here himself. */
  public Caller(
      UserId user, String userName, Scope scope, Set<String> roles, Instant tokenExpiresAt) {
    this(user, userName, scope, roles, tokenExpiresAt, Optional.empty());
  }

  /** What a token is good for. */
  public sealed interface Scope {}

  /** One project. */
  public record ProjectScope(ProjectId project, String name, String domainId) implements Scope {}

  /** One domain. */
  public record DomainScope(String domainId) implements Scope {}

  /** The whole deployment. */
  public record SystemScope() implements Scope {}

  /** Nothing but asking for another token. */
  public record Unscoped() implements Scope {}

  /** What acts in the user's place, and may do less than he could. */
  public sealed interface Delegation {}

  /** Another user whom he trusts. */
  public record ByTrust(String trustId) implements Delegation {}

  /**
   * A program of his.
   *
   * @param unrestricted whether it may make more of its kind
   * @param rules the only requests it may make; none: all that its roles may
   */
  public record ByApplicationCredential(
      String id, boolean unrestricted, Optional<List<RequestRule>> rules) implements Delegation {}

  /** Whoever signed a request with his EC2 key. */
  public record BySignature() implements Delegation {}

  private boolean has(String role) {
    return roles.contains(role);
  }

  /** An admin of the cloud. Who is one of a domain only is none: see {@link #administers}. */
  public boolean isAdmin() {
    return has("admin") && !(scope instanceof DomainScope);
  }

  public boolean isMember() {
    return has("admin") || has("member");
  }

  public boolean isReader() {
    return isMember() || has("reader");
  }

  /** May read everything, whoever it belongs to. */
  public boolean isSystemReader() {
    return isReader() && scope instanceof SystemScope;
  }

  /** May manage a domain from within: its users, groups, projects, and who has which role there. */
  public boolean administers(String domainId) {
    return has("admin") && domain().map(domainId::equals).orElse(false);
  }

  /** May look into a domain. */
  public boolean readsDomain(String domainId) {
    return isReader() && domain().map(domainId::equals).orElse(false);
  }

  /** The domain the token is scoped to. */
  public Optional<String> domain() {
    return scope instanceof DomainScope domain ? Optional.of(domain.domainId()) : Optional.empty();
  }

  /** The project the token is scoped to. */
  public Optional<ProjectId> project() {
    return scope instanceof ProjectScope project
        ? Optional.of(project.project())
        : Optional.empty();
  }

  /** Whether a thing of {@code owner} exists as far as this caller may know. */
  public boolean sees(ProjectId owner) {
    return isAdmin() || project().map(owner::equals).orElse(false);
  }

  /**
   * Whether the rules of an application credential, if that is what acts, allow a request.
   *
   * @param service its type, e.g. {@code compute}
   * @param path within the service
   */
  public boolean mayAsk(String service, String method, String path) {
    return !(delegation.orElse(null) instanceof ByApplicationCredential credential)
        || credential
            .rules()
            .map(rules -> rules.stream().anyMatch(rule -> rule.allows(service, method, path)))
            .orElse(true);
  }
}
