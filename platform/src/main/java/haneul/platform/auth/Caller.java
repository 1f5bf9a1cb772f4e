package haneul.platform.auth;

import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, as their token says and identity confirmed just now.
 *
 * @param roles names, the implied ones included
 */
public record Caller(
    UserId user, String userName, Scope scope, Set<String> roles, Instant tokenExpiresAt) {
  public Caller {
    roles = Set.copyOf(roles);
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

  public boolean isAdmin() {
    return roles.contains("admin");
  }

  public boolean isMember() {
    return isAdmin() || roles.contains("member");
  }

  public boolean isReader() {
    return isMember() || roles.contains("reader");
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
}
