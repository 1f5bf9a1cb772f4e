package haneul.services.identity.ops;

import haneul.platform.store.Tx;
import haneul.services.identity.domain.AccessRule;
import haneul.services.identity.domain.ApplicationCredential;
import haneul.services.identity.domain.Delegation;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Implication;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Subject;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.Trust;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.ApplicationCredentialRows;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.GrantRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.RoleRows;
import haneul.services.identity.store.TrustRows;
import haneul.services.identity.store.UserRows;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds who a token is for and what they may do, in the store as it is. */
final class Subjects {
  private Subjects() {}

  /**
   * Empty when the user, the scope or a domain of either is gone or disabled, the user has no role
   * there, or what he acts by is gone or gives more than it could.
   *
   * @param now what has ended by then is gone
   */
  static Optional<Subject> find(
      Tx tx, String userId, Optional<Target> target, Optional<Delegation> delegation, Instant now) {
    Optional<User> user = enabledUser(tx, userId);
    if (user.isEmpty()) {
      return Optional.empty();
    }
    if (delegation.isEmpty()) {
      return himself(tx, user.get(), target);
    }
    return switch (delegation.get()) {
      case Delegation.ByTrust by ->
          TrustRows.find(tx, by.id()).flatMap(trust -> trustee(tx, user.get(), trust, target, now));
      case Delegation.ByApplicationCredential by ->
          ApplicationCredentialRows.find(tx, by.id())
              .flatMap(credential -> program(tx, user.get(), credential, target, now));
    };
  }

  private static Optional<User> enabledUser(Tx tx, String id) {
    return UserRows.find(tx, id)
        .filter(User::enabled)
        .filter(user -> enabledDomain(tx, user.domainId()).isPresent());
  }

  private static Optional<Domain> enabledDomain(Tx tx, String id) {
    return DomainRows.find(tx, id).filter(Domain::enabled);
  }

  private static Optional<Subject> himself(Tx tx, User user, Optional<Target> target) {
    if (target.isEmpty()) {
      return Optional.of(
          subject(tx, user, user, new Subject.Nothing(), List.of(), Optional.empty()));
    }
    return scope(tx, target.get())
        .flatMap(scope -> {
          List<Role> roles = roles(tx, user.id(), target.get());
          return roles.isEmpty()
              ? Optional.empty()
              : Optional.of(subject(tx, user, user, scope, roles, Optional.empty()));
        });
  }

  private static Subject subject(
      Tx tx,
      User login,
      User user,
      Subject.Scope scope,
      List<Role> roles,
      Optional<Subject.Delegated> delegation) {
    Domain domain = Directory.domain(tx, user.domainId());
    return new Subject(login, user, domain, scope, roles, delegation);
  }

  /** The trustee, in his own name or the trustor's, with the trust's roles. */
  private static Optional<Subject> trustee(
      Tx tx, User trustee, Trust trust, Optional<Target> target, Instant now) {
    Optional<User> trustor = enabledUser(tx, trust.trustorUserId());
    Optional<Target> wanted = trust.projectId().map(Target.OnProject::new);
    if (trustor.isEmpty()
        || !trust.isOpen(now)
        || !trust.trusteeUserId().equals(trustee.id())
        || !wanted.equals(target)) {
      return Optional.empty();
    }
    Optional<List<Role>> roles = trustedRoles(tx, trust, now);
    Optional<Subject.Scope> scope =
        wanted.isEmpty() ? Optional.of(new Subject.Nothing()) : scope(tx, wanted.get());
    if (roles.isEmpty() || scope.isEmpty() || (wanted.isPresent() && roles.get().isEmpty())) {
      return Optional.empty();
    }
    User user = trust.impersonation() ? trustor.get() : trustee;
    return Optional.of(
        subject(
            tx, trustee, user, scope.get(), roles.get(), Optional.of(new Subject.ByTrust(trust))));
  }

  /**
   * What a trust gives, with what that implies; empty when the first of its line cannot give all of
   * it any more, or one in the line has gone.
   */
  private static Optional<List<Role>> trustedRoles(Tx tx, Trust trust, Instant now) {
    Trust first = trust;
    for (int i = 0; first.redelegatedTrustId().isPresent(); i++) {
      Optional<Trust> source = TrustRows.find(tx, first.redelegatedTrustId().get());
      if (i > Trust.MAX_REDELEGATIONS
          || source.isEmpty()
          || !source.get().isOpen(now)
          || enabledUser(tx, source.get().trustorUserId()).isEmpty()) {
        return Optional.empty();
      }
      first = source.get();
    }
    if (trust.projectId().isEmpty()) {
      return Optional.of(List.of());
    }
    Target target = new Target.OnProject(trust.projectId().get());
    Set<String> held = heldIds(tx, first.trustorUserId(), target);
    return held.containsAll(trust.roleIds())
        ? Optional.of(withImplied(tx, trust.roleIds()))
        : Optional.empty();
  }

  /** The user's program, with those of the credential's roles that the user still has. */
  private static Optional<Subject> program(
      Tx tx, User user, ApplicationCredential credential, Optional<Target> target, Instant now) {
    Target wanted = new Target.OnProject(credential.projectId());
    Optional<Subject.Scope> scope = scope(tx, wanted);
    if (!credential.isOpen(now)
        || !credential.userId().equals(user.id())
        || !target.equals(Optional.of(wanted))
        || scope.isEmpty()) {
      return Optional.empty();
    }
    Set<String> held = heldIds(tx, user.id(), wanted);
    List<Role> roles =
        RoleRows.withIds(tx, credential.roleIds().stream().filter(held::contains).toList());
    Optional<List<AccessRule>> rules =
        credential.accessRuleIds().map(ids -> ApplicationCredentialRows.rulesWithIds(tx, ids));
    return roles.isEmpty()
        ? Optional.empty()
        : Optional.of(
            subject(
                tx,
                user,
                user,
                scope.get(),
                roles,
                Optional.of(new Subject.ByApplicationCredential(credential, rules))));
  }

  private static Optional<Subject.Scope> scope(Tx tx, Target target) {
    return switch (target) {
      case Target.OnProject on ->
          ProjectRows.find(tx, on.projectId())
              .filter(Project::enabled)
              .flatMap(project ->
                  enabledDomain(tx, project.domainId())
                      .map(domain -> new Subject.OfProject(project, domain)));
      case Target.OnDomain on -> enabledDomain(tx, on.domainId()).map(Subject.OfDomain::new);
      case Target.OnSystem on -> Optional.of(new Subject.OfSystem());
    };
  }

  /** The roles a user has there: his own, his groups', from above, and those they imply. */
  static List<Role> roles(Tx tx, String userId, Target target) {
    return withImplied(tx, givenIds(tx, userId, target));
  }

  private static List<String> givenIds(Tx tx, String userId, Target target) {
    return switch (target) {
      case Target.OnProject on ->
          ProjectRows.find(tx, on.projectId())
              .map(project ->
                  GrantRows.rolesOnProject(tx, userId, project, ProjectRows.ancestors(tx, project)))
              .orElse(List.of());
      case Target.OnDomain on -> GrantRows.rolesOn(tx, userId, on);
      case Target.OnSystem on -> GrantRows.rolesOn(tx, userId, on);
    };
  }

  /** The same with domains' own roles, which can be passed on though no token shows them. */
  static Set<String> heldIds(Tx tx, String userId, Target target) {
    return closure(tx, givenIds(tx, userId, target)).keySet();
  }

  /** By role id, what implies it; a role that was given stands for itself. */
  static Map<String, String> closure(Tx tx, Collection<String> given) {
    return given.isEmpty() ? Map.of() : Implication.closure(given, RoleRows.implications(tx));
  }

  /** Without domains' own roles: those only bring others along. */
  static List<Role> withImplied(Tx tx, Collection<String> given) {
    return RoleRows.withIds(tx, closure(tx, given).keySet()).stream()
        .filter(role -> role.domainId().isEmpty())
        .collect(Collectors.toUnmodifiableList());
  }
}
