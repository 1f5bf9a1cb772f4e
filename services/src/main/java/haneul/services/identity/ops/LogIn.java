package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.LoginRequest;
import haneul.services.identity.domain.LoginRequest.ById;
import haneul.services.identity.domain.LoginRequest.ByName;
import haneul.services.identity.domain.LoginRequest.ByPassword;
import haneul.services.identity.domain.LoginRequest.ByToken;
import haneul.services.identity.domain.LoginRequest.DomainNamed;
import haneul.services.identity.domain.LoginRequest.Named;
import haneul.services.identity.domain.LoginRequest.Proof;
import haneul.services.identity.domain.LoginRequest.ScopeWish;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.Subject;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.TokenClaims.Method;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.UserRows;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes a token: prove every method asked for, settle the scope, issue. Every failure to prove or
 * to scope says the same, so that nobody learns which users and projects there are.
 *
 * <p>The token carries the user's epoch as it was when the password was checked: a password change
 * meanwhile makes the token void.
 */
public final class LogIn {
  private final Store store;
  private final InstantSource clock;
  private final Supplier<IdentitySettings> settings;
  private final PasswordProof passwords;
  private final Tokens tokens;

  /** A new token. */
  public record Issued(String token, TokenClaims claims, Subject subject) {}

  /** What one method showed: the user, and the token it came from if it was one. */
  private record Proven(String userId, int epoch, Optional<TokenClaims> from) {}

  public LogIn(
      Store store,
      InstantSource clock,
      Supplier<IdentitySettings> settings,
      PasswordProof passwords,
      Tokens tokens) {
    this.store = store;
    this.clock = clock;
    this.settings = settings;
    this.passwords = passwords;
    this.tokens = tokens;
  }

  public Issued run(LoginRequest request) {
    List<Proven> proven = request.proofs().stream().map(this::prove).toList();
    Proven user = proven.getFirst();
    if (!proven.stream().allMatch(other -> other.userId().equals(user.userId()))) {
      throw refused();
    }
    Subject subject =
        store
            .read(tx -> scoped(tx, user.userId(), request.scope()))
            .filter(found -> found.user().tokenEpoch() == user.epoch())
            .orElseThrow(LogIn::refused);
    Optional<TokenClaims> from =
        proven.stream().map(Proven::from).flatMap(Optional::stream).findFirst();
    TokenClaims claims = claims(subject, request.proofs(), from);
    return new Issued(tokens.issue(claims), claims, subject);
  }

  private static CloudException refused() {
    return CloudException.unauthorized("The request you have made requires authentication.");
  }

  private Proven prove(Proof proof) {
    return switch (proof) {
      case ByPassword by -> {
        Optional<User> user = store.read(tx -> user(tx, by.user()));
        if (!passwords.holds(user, by.password()) || user.isEmpty()) {
          throw refused();
        }
        yield new Proven(user.get().id(), user.get().tokenEpoch(), Optional.empty());
      }
      case ByToken by -> {
        Tokens.Valid valid = tokens.find(by.token()).orElseThrow(LogIn::refused);
        yield new Proven(
            valid.claims().userId(), valid.claims().tokenEpoch(), Optional.of(valid.claims()));
      }
    };
  }

  private static Optional<User> user(Tx tx, Named named) {
    return switch (named) {
      case ById by -> UserRows.find(tx, by.id());
      case ByName by ->
          domain(tx, by.domain())
              .flatMap(domain -> UserRows.findByName(tx, domain.id(), by.name()));
    };
  }

  private static Optional<Domain> domain(Tx tx, DomainNamed named) {
    return named.id().isPresent()
        ? DomainRows.find(tx, named.id().get())
        : DomainRows.findByName(tx, named.name());
  }

  private static Optional<Subject> scoped(Tx tx, String userId, ScopeWish wish) {
    return switch (wish) {
      case LoginRequest.Unscoped nothing -> Subjects.find(tx, userId, Optional.empty());
      case LoginRequest.Unsaid unsaid ->
          UserRows.find(tx, userId)
              .flatMap(User::defaultProjectId)
              .flatMap(id -> Subjects.find(tx, userId, Optional.of(new Target.OnProject(id))))
              .or(() -> Subjects.find(tx, userId, Optional.empty()));
      case LoginRequest.ToProject to ->
          project(tx, to.project())
              .flatMap(project ->
                  Subjects.find(tx, userId, Optional.of(new Target.OnProject(project.id()))));
      case LoginRequest.ToDomain to ->
          domain(tx, to.domain())
              .flatMap(domain ->
                  Subjects.find(tx, userId, Optional.of(new Target.OnDomain(domain.id()))));
      case LoginRequest.ToSystem system ->
          Subjects.find(tx, userId, Optional.of(new Target.OnSystem()));
    };
  }

  private static Optional<Project> project(Tx tx, Named named) {
    return switch (named) {
      case ById by -> ProjectRows.find(tx, by.id());
      case ByName by ->
          domain(tx, by.domain())
              .flatMap(domain -> ProjectRows.findByName(tx, domain.id(), by.name()));
    };
  }

  /** A token from a token lives no longer than that one and names the first of the line. */
  private TokenClaims claims(
      Subject subject, Collection<Proof> proofs, Optional<TokenClaims> from) {
    Set<Method> methods = EnumSet.noneOf(Method.class);
    for (Proof proof : proofs) {
      methods.add(
          switch (proof) {
            case ByPassword by -> Method.PASSWORD;
            case ByToken by -> Method.TOKEN;
          });
    }
    from.ifPresent(first -> methods.addAll(first.methods()));
    Instant now = clock.instant();
    return new TokenClaims(
        subject.user().id(),
        target(subject.scope()),
        Optional.empty(),
        List.copyOf(methods),
        subject.user().tokenEpoch(),
        now.truncatedTo(ChronoUnit.MILLIS),
        from.map(TokenClaims::expiresAt)
            .orElseGet(
                () -> now.plus(settings.get().tokens().life()).truncatedTo(ChronoUnit.SECONDS)),
        tokens.newAuditId(),
        from.map(first -> first.parentAuditId().orElse(first.auditId())));
  }

  private static Optional<Target> target(Subject.Scope scope) {
    return switch (scope) {
      case Subject.OfProject of -> Optional.of(new Target.OnProject(of.project().id()));
      case Subject.OfDomain of -> Optional.of(new Target.OnDomain(of.domain().id()));
      case Subject.OfSystem of -> Optional.of(new Target.OnSystem());
      case Subject.Nothing nothing -> Optional.empty();
    };
  }
}
