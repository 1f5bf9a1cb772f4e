package haneul.services.identity.domain;

import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Who a token is for and what it is good for, as the store has it now. */
public record Subject(User user, Domain userDomain, Scope scope, List<Role> roles) {

  /** A token's scope with its names. */
  public sealed interface Scope {}

  public record OfProject(Project project, Domain domain) implements Scope {}

  public record OfDomain(Domain domain) implements Scope {}

  public record OfSystem() implements Scope {}

  public record Nothing() implements Scope {}

  /** The same for the other services. */
  public Caller caller(Instant expiresAt) {
    Caller.Scope callerScope =
        switch (scope) {
          case OfProject of ->
              new Caller.ProjectScope(
                  new ProjectId(of.project().id()), of.project().name(), of.domain().id());
          case OfDomain of -> new Caller.DomainScope(of.domain().id());
          case OfSystem system -> new Caller.SystemScope();
          case Nothing nothing -> new Caller.Unscoped();
        };
    return new Caller(
        new UserId(user.id()),
        user.name(),
        callerScope,
        roles.stream().map(Role::name).collect(Collectors.toSet()),
        expiresAt);
  }
}
