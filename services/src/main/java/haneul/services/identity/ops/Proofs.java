package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.log.SecurityLog;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.ApplicationCredential;
import haneul.services.identity.domain.Delegation;
import haneul.services.identity.domain.LoginRequest.ByApplicationCredential;
import haneul.services.identity.domain.LoginRequest.ByPassword;
import haneul.services.identity.domain.LoginRequest.ByToken;
import haneul.services.identity.domain.LoginRequest.ByTotp;
import haneul.services.identity.domain.LoginRequest.CredentialById;
import haneul.services.identity.domain.LoginRequest.CredentialByName;
import haneul.services.identity.domain.LoginRequest.CredentialNamed;
import haneul.services.identity.domain.LoginRequest.Named;
import haneul.services.identity.domain.LoginRequest.Proof;
import haneul.services.identity.domain.PasswordRules;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.TokenClaims.Method;
import haneul.services.identity.domain.Totp;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.ApplicationCredentialRows;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.UserRows;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks what someone shows of who they are, one method at a time. Whatever is wrong, they are told
 * the same; only who knows the password is told what keeps it from being used.
 */
public final class Proofs {
  private static final int MOST_REMEMBERED = 10_000;

  private final Store store;
  private final InstantSource clock;
  private final PasswordProof proof;
  private final Passwords passwords;
  private final Tokens tokens;
  private final Credentials credentials;
  private final Changes changes;
  private final Remembered<Named, Found> users;

  /**
   * What one method showed.
   *
   * @param epoch the user's at that time
   * @param from the token it came from, if it was one
   * @param delegation what acts in the user's place, if it was that
   */
  record Proven(
      String userId,
      int epoch,
      Set<Method> methods,
      Optional<TokenClaims> from,
      Optional<ApplicationCredential> delegation) {}

  private record Found(User user, PasswordRules rules) {}

  public Proofs(
      Store store,
      InstantSource clock,
      PasswordProof proof,
      Passwords passwords,
      Tokens tokens,
      Credentials credentials,
      Changes changes) {
    this.store = store;
    this.clock = clock;
    this.proof = proof;
    this.passwords = passwords;
    this.tokens = tokens;
    this.credentials = credentials;
    this.changes = changes;
    this.users = new Remembered<>(store, changes, MOST_REMEMBERED);
  }

  static CloudException refused() {
    return CloudException.unauthorized("The request you have made requires authentication.");
  }

  Proven prove(Proof proof) {
    return switch (proof) {
      case ByPassword by -> prove(by);
      case ByToken by -> prove(by);
      case ByTotp by -> prove(by);
      case ByApplicationCredential by -> prove(by);
    };
  }

  private static Proven proven(User user, Method method) {
    return new Proven(
        user.id(), user.tokenEpoch(), EnumSet.of(method), Optional.empty(), Optional.empty());
  }

  private Proven prove(ByPassword by) {
    Optional<Found> found =
        users.get(
            by.user(),
            tx ->
                Names.user(tx, by.user())
                    .map(user ->
                        new Found(
                            user, new PasswordRules(DomainRows.options(tx, user.domainId())))));
    if (!proof.holds(found.map(Found::user), by.password()) || found.isEmpty()) {
      throw refused();
    }
    requireInOrder(found.get());
    return proven(found.get().user(), Method.PASSWORD);
  }

  /** The password is right; may it still be used? */
  private void requireInOrder(Found found) {
    User user = found.user();
    Instant now = clock.instant();
    if (user.passwordExpiresAt().map(end -> !now.isBefore(end)).orElse(false)) {
      throw CloudException.unauthorized(
          "The password is expired and needs to be changed for user: " + user.id() + ".");
    }
    if (found.rules().isInactive(user, now)) {
      throw CloudException.unauthorized("The account is disabled for user: " + user.id() + ".");
    }
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    if (found.rules().countsDays() && !user.activeOn().equals(Optional.of(today))) {
      store.run(tx -> {
        UserRows.setActiveOn(tx, user.id(), today);
        changes.note(tx);
      });
    }
  }

  /** A token that acts for someone buys no other: that one could do more. */
  private Proven prove(ByToken by) {
    Tokens.Valid valid =
        tokens
            .find(by.token())
            .orElseThrow(() -> {
              SecurityLog.loginFailed("a token that is not good");
              return refused();
            });
    TokenClaims claims = valid.claims();
    if (claims.delegation().orElse(null) instanceof Delegation.ByTrust) {
      throw CloudException.forbidden(
          "You are not authorized to perform the requested action: Using trust-scoped token to"
              + " create another token. Create a new trust-scoped token instead.");
    }
    if (valid.caller().delegation().isPresent()) {
      throw CloudException.forbidden(
          "You are not authorized to perform the requested action: Using a delegated token to"
              + " create another token is not allowed.");
    }
    EnumSet<Method> methods = EnumSet.of(Method.TOKEN);
    methods.addAll(claims.methods());
    return new Proven(
        claims.userId(), claims.tokenEpoch(), methods, Optional.of(claims), Optional.empty());
  }

  private Proven prove(ByTotp by) {
    User user =
        store
            .read(tx -> Names.user(tx, by.user()))
            .orElseThrow(() -> {
              SecurityLog.loginFailed("no such user");
              return refused();
            });
    if (!proof.holds(user, () -> use(user, by.passcode()))) {
      throw refused();
    }
    return proven(user, Method.TOTP);
  }

  /** Whether one of the user's generators shows it now; it never will again. */
  private boolean use(User user, String passcode) {
    for (Credentials.Opened generator : credentials.totp(user.id())) {
      OptionalLong step =
          Totp.secret(generator.blob())
              .map(secret -> Totp.step(secret, passcode, clock.instant()))
              .orElseGet(OptionalLong::empty);
      if (step.isPresent() && credentials.use(generator.credential().id(), step.getAsLong())) {
        return true;
      }
    }
    return false;
  }

  private record Program(ApplicationCredential credential, User user) {}

  private Proven prove(ByApplicationCredential by) {
    Optional<Program> found =
        store.read(tx ->
            credential(tx, by.credential())
                .flatMap(credential ->
                    UserRows.find(tx, credential.userId())
                        .map(user -> new Program(credential, user))));
    boolean matches =
        passwords.matches(found.map(program -> program.credential().secretHash()), by.secret());
    if (!matches || found.isEmpty() || !found.get().credential().isOpen(clock.instant())) {
      SecurityLog.loginFailed(
          found
              .map(program ->
                  "application credential "
                      + program.credential().id()
                      + " of user "
                      + program.user().id()
                      + (matches ? " has ended" : ": wrong secret"))
              .orElse("no such application credential"));
      throw refused();
    }
    return new Proven(
        found.get().user().id(),
        found.get().user().tokenEpoch(),
        EnumSet.of(Method.APPLICATION_CREDENTIAL),
        Optional.empty(),
        found.map(Program::credential));
  }

  private static Optional<ApplicationCredential> credential(Tx tx, CredentialNamed named) {
    return switch (named) {
      case CredentialById by -> ApplicationCredentialRows.find(tx, by.id());
      case CredentialByName by ->
          Names.user(tx, by.user())
              .flatMap(user -> ApplicationCredentialRows.findByName(tx, user.id(), by.name()));
    };
  }

  /** The methods of several proofs together. */
  static Set<Method> methods(Collection<Proven> proven) {
    EnumSet<Method> methods = EnumSet.noneOf(Method.class);
    proven.forEach(one -> methods.addAll(one.methods()));
    return methods;
  }
}
