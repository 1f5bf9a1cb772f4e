package haneul.services.identity.ops;

import static java.util.stream.Collectors.joining;

import haneul.base.error.CloudException;
import haneul.platform.log.SecurityLog;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.ApplicationCredential;
import haneul.services.identity.domain.Delegation;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.LoginRequest;
import haneul.services.identity.domain.LoginRequest.ScopeWish;
import haneul.services.identity.domain.Subject;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.TokenClaims.Method;
import haneul.services.identity.domain.Trust;
import haneul.services.identity.domain.User;
import haneul.services.identity.domain.UserOptions;
import haneul.services.identity.store.TrustRows;
import haneul.services.identity.store.UserRows;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes a token: prove every method asked for, see whether they suffice, settle the scope, issue.
 * Every failure to prove or to scope says the same, so that nobody learns which users and projects
 * there are.
 *
 * <p>The token carries the user's epoch as it was when the password was checked: a password change
 * meanwhile makes the token void.
 */
public final class LogIn {
  private static final int MOST_REMEMBERED = 10_000;

  private final Store store;
  private final InstantSource clock;
  private final Supplier<IdentitySettings> settings;
  private final Proofs proofs;
  private final Receipts receipts;
  private final Tokens tokens;
  private final Remembered<Wanted, Found> remembered;

  /** What came of a request for a token. */
  public sealed interface Outcome {}

  /** A new token. */
  public record Issued(String token, TokenClaims claims, Subject subject) implements Outcome {}

  /** All that was shown is right, and more is needed. */
  public record Incomplete(Receipts.Receipt receipt) implements Outcome {}

  /** Where the token is good, and who or what it acts by. */
  private record Wish(Optional<Target> target, Optional<Delegation> delegation) {}

  private record Found(User user, Optional<Subject> subject) {}

  private record Wanted(String userId, ScopeWish scope) {}

  public LogIn(
      Store store,
      InstantSource clock,
      Supplier<IdentitySettings> settings,
      Proofs proofs,
      Receipts receipts,
      Tokens tokens,
      Changes changes) {
    this.store = store;
    this.clock = clock;
    this.settings = settings;
    this.proofs = proofs;
    this.receipts = receipts;
    this.tokens = tokens;
    this.remembered = new Remembered<>(store, changes, MOST_REMEMBERED);
  }

  public Outcome run(LoginRequest request) {
    List<Proofs.Proven> proven = prove(request);
    Proofs.Proven first = proven.getFirst();
    Set<Method> methods = Proofs.methods(proven);
    Optional<ApplicationCredential> program = program(proven, request.scope());
    Optional<TokenClaims> from =
        proven.stream().map(Proofs.Proven::from).flatMap(Optional::stream).findFirst();
    from.ifPresent(token -> requireNoStepDown(token, request.scope()));
    Found found = find(first.userId(), program, request.scope());
    if (!proven.stream().allMatch(one -> one.epoch() == found.user().tokenEpoch())) {
      throw Proofs.refused();
    }
    if (!UserOptions.suffice(found.user(), methods.stream().map(Method::text).toList())) {
      return new Incomplete(receipts.issue(found.user(), methods));
    }
    Subject subject =
        found
            .subject()
            .orElseThrow(() -> {
              SecurityLog.loginFailed(
                  "user " + first.userId() + " is disabled, or may nothing where he asks to");
              return Proofs.refused();
            });
    useTrust(subject);
    return issued(subject, claims(subject, methods, from));
  }

  /** What ends by itself, a trust or a program, is looked up each time. */
  private Found find(String userId, Optional<ApplicationCredential> program, ScopeWish scope) {
    Function<Tx, Optional<Found>> read =
        tx ->
            UserRows.find(tx, userId)
                .map(user -> new Found(user, scoped(tx, user, program, scope)));
    boolean lasts = program.isEmpty() && !(scope instanceof LoginRequest.ToTrust);
    Optional<Found> found =
        lasts ? remembered.get(new Wanted(userId, scope), read) : store.read(read);
    return found.orElseThrow(Proofs::refused);
  }

  /** All of the same user, or it is refused. */
  private List<Proofs.Proven> prove(LoginRequest request) {
    List<Proofs.Proven> proven = new ArrayList<>();
    request
        .receipt()
        .ifPresent(text -> proven.add(receipts.open(text).orElseThrow(Proofs::refused)));
    request.proofs().forEach(proof -> proven.add(proofs.prove(proof)));
    if (proven.stream().map(Proofs.Proven::userId).distinct().count() != 1) {
      throw Proofs.refused();
    }
    return proven;
  }

  /** An application credential says itself where its token is good. */
  private static Optional<ApplicationCredential> program(
      List<Proofs.Proven> proven, ScopeWish scope) {
    Optional<ApplicationCredential> program =
        proven.stream().map(Proofs.Proven::delegation).flatMap(Optional::stream).findFirst();
    if (program.isPresent() && !(scope instanceof LoginRequest.Unsaid)) {
      throw CloudException.unauthorized(
          "Error authenticating with application credential: Application credentials cannot"
              + " request a scope.");
    }
    return program;
  }

  /** What is good for the whole system does not become a project's or a domain's. */
  private static void requireNoStepDown(TokenClaims from, ScopeWish scope) {
    boolean narrower =
        scope instanceof LoginRequest.ToProject || scope instanceof LoginRequest.ToDomain;
    if (narrower && from.scope().orElse(null) instanceof Target.OnSystem) {
      throw CloudException.forbidden(
          "You are not authorized to perform the requested action: Using a system-scoped token to"
              + " create a project-scoped or domain-scoped token is not allowed.");
    }
  }

  private Optional<Subject> scoped(
      Tx tx, User user, Optional<ApplicationCredential> program, ScopeWish scope) {
    if (program.isPresent()) {
      return find(
          tx,
          user,
          new Wish(
              Optional.of(new Target.OnProject(program.get().projectId())),
              Optional.of(new Delegation.ByApplicationCredential(program.get().id()))));
    }
    return switch (scope) {
      case LoginRequest.Unscoped nothing -> find(tx, user, on(Optional.empty()));
      case LoginRequest.Unsaid unsaid ->
          user.defaultProjectId()
              .flatMap(id -> find(tx, user, on(Optional.of(new Target.OnProject(id)))))
              .or(() -> find(tx, user, on(Optional.empty())));
      case LoginRequest.ToProject to ->
          Names.project(tx, to.project())
              .flatMap(
                  project -> find(tx, user, on(Optional.of(new Target.OnProject(project.id())))));
      case LoginRequest.ToDomain to ->
          Names.domain(tx, to.domain())
              .flatMap(domain -> find(tx, user, on(Optional.of(new Target.OnDomain(domain.id())))));
      case LoginRequest.ToSystem system -> find(tx, user, on(Optional.of(new Target.OnSystem())));
      case LoginRequest.ToTrust to ->
          TrustRows.find(tx, to.trustId())
              .flatMap(trust ->
                  find(
                      tx,
                      user,
                      new Wish(
                          trust.projectId().map(Target.OnProject::new),
                          Optional.of(new Delegation.ByTrust(trust.id())))));
    };
  }

  private static Wish on(Optional<Target> target) {
    return new Wish(target, Optional.empty());
  }

  private Optional<Subject> find(Tx tx, User user, Wish wish) {
    return Subjects.find(tx, user.id(), wish.target(), wish.delegation(), clock.instant());
  }

  /** A trust that is good for some uses only is used once by each token. */
  private void useTrust(Subject subject) {
    if (subject.delegation().orElse(null) instanceof Subject.ByTrust by
        && by.trust().remainingUses().isPresent()) {
      Trust trust = by.trust();
      if (!store.write(tx -> TrustRows.use(tx, trust.id()))) {
        throw Proofs.refused();
      }
    }
  }

  /** A token for whoever signed a request with a user's EC2 key. */
  Issued forSignature(String userId, String projectId) {
    Subject subject =
        store
            .read(tx ->
                Subjects.find(
                    tx,
                    userId,
                    Optional.of(new Target.OnProject(projectId)),
                    Optional.empty(),
                    clock.instant()))
            .orElseThrow(Proofs::refused);
    return issued(subject, claims(subject, EnumSet.of(Method.EC2), Optional.empty()));
  }

  private Issued issued(Subject subject, TokenClaims claims) {
    String token = tokens.issue(claims);
    SecurityLog.loggedIn(
        "user "
            + claims.userId()
            + " by "
            + claims.methods().stream().map(Method::text).sorted().collect(joining(" and "))
            + claims.scope().map(on -> " for " + on.kind() + " " + on.id()).orElse("")
            + claims.delegation().map(by -> ", delegated by " + by.id()).orElse(""));
    return new Issued(token, claims, subject);
  }

  /**
   * A token from a token lives no longer than that one and names the first of the line; one that
   * acts by something, no longer than that.
   */
  private TokenClaims claims(Subject subject, Set<Method> methods, Optional<TokenClaims> from) {
    Instant now = clock.instant();
    Instant end =
        from.map(TokenClaims::expiresAt)
            .orElseGet(
                () -> now.plus(settings.get().tokens().life()).truncatedTo(ChronoUnit.SECONDS));
    Optional<Instant> earlier =
        subject.endsAt().filter(end::isAfter).map(at -> at.truncatedTo(ChronoUnit.SECONDS));
    return new TokenClaims(
        subject.login().id(),
        target(subject.scope()),
        delegation(subject),
        List.copyOf(methods),
        subject.epoch(),
        now.truncatedTo(ChronoUnit.MILLIS),
        earlier.orElse(end),
        tokens.newAuditId(),
        from.map(first -> first.parentAuditId().orElse(first.auditId())));
  }

  private static Optional<Delegation> delegation(Subject subject) {
    return subject
        .delegation()
        .map(by ->
            switch (by) {
              case Subject.ByTrust trust -> new Delegation.ByTrust(trust.trust().id());
              case Subject.ByApplicationCredential program ->
                  new Delegation.ByApplicationCredential(program.credential().id());
            });
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
