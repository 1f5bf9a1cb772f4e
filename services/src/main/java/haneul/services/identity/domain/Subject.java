package haneul.services.identity.domain;

import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import haneul.platform.auth.RequestRule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who a token is for and what it is good for, as the store has it now.
 *
 * @param login who proved who he is; another than {@code user} when a trust lets him act for that
 * @param delegation none: the user himself
 */
public record Subject(
    User login,
    User user,
    Domain userDomain,
    Scope scope,
    List<Role> roles,
    Optional<Delegated> delegation) {

  /** A token's scope with its names. */
  public sealed interface Scope {}

  public record OfProject(Project project, Domain domain) implements Scope {}

  public record OfDomain(Domain domain) implements Scope {}

  public record OfSystem() implements Scope {}

  public record Nothing() implements Scope {}

  /** What a token acts by, as the store has it now. */
  public sealed interface Delegated {}

  public record ByTrust(Trust trust) implements Delegated {}

  /**
   * @param rules as the credential's {@code accessRuleIds} name them
   */
  public record ByApplicationCredential(
      ApplicationCredential credential, Optional<List<AccessRule>> rules) implements Delegated {}

  /** Changes whenever tokens of whoever is involved become void; tokens carry it. */
  public int epoch() {
    return login.id().equals(user.id())
        ? user.tokenEpoch()
        : user.tokenEpoch() + login.tokenEpoch();
  }

  /** When what it acts by ends; none: never. */
  public Optional<Instant> endsAt() {
    return delegation.flatMap(by ->
        switch (by) {
          case ByTrust trust -> trust.trust().expiresAt();
          case ByApplicationCredential credential -> credential.credential().expiresAt();
        });
  }

  /** The same for the other services. */
  public Caller caller(TokenClaims claims) {
    Caller.Scope callerScope =
        switch (scope) {
          case OfProject of ->
              new Caller.ProjectScope(
                  new ProjectId(of.project().id()), of.project().name(), of.domain().id());
          case OfDomain of -> new Caller.DomainScope(of.domain().id());
          case OfSystem system -> new Caller.SystemScope();
          case Nothing nothing -> new Caller.Unscoped();
        };
    Optional<Caller.Delegation> signed =
        claims.methods().contains(TokenClaims.Method.EC2)
            ? Optional.of(new Caller.BySignature())
            : Optional.empty();
    return new Caller(
        new UserId(user.id()),
        user.name(),
        callerScope,
        roles.stream().map(Role::name).collect(Collectors.toSet()),
        claims.expiresAt(),
        delegation.map(Subject::callerDelegation).or(() -> signed));
  }

  private static Caller.Delegation callerDelegation(Delegated by) {
    return switch (by) {
      case ByTrust trust -> new Caller.ByTrust(trust.trust().id());
      case ByApplicationCredential credential ->
          new Caller.ByApplicationCredential(
              credential.credential().id(),
              credential.credential().unrestricted(),
              credential
                  .rules()
                  .map(rules ->
                      rules.stream()
                          .map(rule -> new RequestRule(rule.service(), rule.method(), rule.path()))
                          .toList()));
    };
  }
}
