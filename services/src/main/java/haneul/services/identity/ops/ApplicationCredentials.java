package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.auth.Caller;
import haneul.platform.auth.RequestRule;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.AccessRule;
import haneul.services.identity.domain.ApplicationCredential;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.store.ApplicationCredentialRows;
import haneul.services.identity.store.RoleRows;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Application credentials and the access rules they share. A user makes them for himself, with a
 * token of the project they are for and no more roles than that token has.
 */
public final class ApplicationCredentials {
  private static final int MAX_OF_USER = 1_000;
  private static final int SECRET_BYTES = 64;

  private final Store store;
  private final InstantSource clock;
  private final Passwords passwords;
  private final Changes changes;
  private final SecureRandom random = new SecureRandom();

  /**
   * A credential to be.
   *
   * @param roles none: all of the token's
   * @param rules none: it may do all that its roles may
   */
  public record NewCredential(
      String name,
      Optional<String> description,
      Optional<String> secret,
      List<RoleNamed> roles,
      boolean unrestricted,
      Optional<Instant> expiresAt,
      Optional<List<RuleNamed>> rules) {
    /** Never shows the secret. */
    @Override
    public String toString() {
      return "NewCredential[" + name + "]";
    }
  }

  /** A role by its id, or by its name. */
  public record RoleNamed(Optional<String> id, String name) {}

  /** A rule that is there, by its id, or one to be. */
  public sealed interface RuleNamed {}

  public record RuleById(String id) implements RuleNamed {}

  public record NewRule(String service, String method, String path) implements RuleNamed {}

  /** A credential with what it names. */
  public record Shown(
      ApplicationCredential credential, List<Role> roles, Optional<List<AccessRule>> rules) {}

  /** A new credential and its secret, which is shown only now. */
  public record Made(Shown shown, String secret) {
    /** Never shows the secret. */
    @Override
    public String toString() {
      return "Made[" + shown.credential().id() + "]";
    }
  }

  public ApplicationCredentials(
      Store store, InstantSource clock, Passwords passwords, Changes changes) {
    this.store = store;
    this.clock = clock;
    this.passwords = passwords;
    this.changes = changes;
  }

  public Made create(Caller caller, NewCredential wanted) {
    requireFree(caller);
    String projectId =
        caller
            .project()
            .orElseThrow(() ->
                CloudException.forbidden(
                    "An application credential is made with a token of the project it is for."))
            .value();
    if (!wanted.expiresAt().map(clock.instant()::isBefore).orElse(true)) {
      throw CloudException.badRequest("The 'expires_at' must not be before now.");
    }
    String secret = wanted.secret().orElseGet(this::newSecret);
    String hash = passwords.hash(secret);
    Shown shown =
        store.write(tx -> {
          String userId = caller.user().value();
          requireRoom(tx, userId, wanted.name());
          List<Role> roles = roles(tx, caller, wanted.roles());
          ApplicationCredential credential =
              new ApplicationCredential(
                  Id.newHex(),
                  userId,
                  projectId,
                  wanted.name(),
                  wanted.description(),
                  hash,
                  roles.stream().map(Role::id).toList(),
                  wanted.unrestricted(),
                  wanted.expiresAt(),
                  wanted.rules().map(rules -> ruleIds(tx, userId, rules)));
          Shown made = shown(tx, credential);
          requireNoWider(caller, made);
          ApplicationCredentialRows.insert(tx, credential);
          return made;
        });
    return new Made(shown, secret);
  }

  /** What may make some requests only makes nothing that may make others. */
  private static void requireNoWider(Caller caller, Shown made) {
    if (caller.delegation().orElse(null) instanceof Caller.ByApplicationCredential by
        && by.rules().isPresent()) {
      boolean within =
          made.rules().isPresent()
              && made.rules().get().stream()
                  .map(rule -> new RequestRule(rule.service(), rule.method(), rule.path()))
                  .allMatch(by.rules().get()::contains);
      if (!within) {
        throw CloudException.forbidden(
            "You are not authorized to perform the requested action: An application credential"
                + " with access rules makes only such as have some of these rules.");
      }
    }
  }

  private String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What makes and deletes credentials could make one that may do more, or outlives it. */
  private static void requireFree(Caller caller) {
    if (caller.delegation().isEmpty()) {
      return;
    }
    switch (caller.delegation().get()) {
      case Caller.ByApplicationCredential by -> {
        if (!by.unrestricted()) {
          throw CloudException.forbidden(
              "You are not authorized to perform the requested action: Using method"
                  + " 'application_credential' is not allowed for managing additional application"
                  + " credentials.");
        }
      }
      case Caller.ByTrust by -> throw delegated();
      case Caller.BySignature by -> throw delegated();
    }
  }

  private static CloudException delegated() {
    return CloudException.forbidden(
        "Cannot manage application credentials with a token issued via delegation.");
  }

  /** Only the user himself, or his own program, looks at them. */
  private static void requireReader(Caller caller) {
    if (caller.delegation().isPresent()
        && !(caller.delegation().get() instanceof Caller.ByApplicationCredential)) {
      throw delegated();
    }
  }

  private static void requireRoom(Tx tx, String userId, String name) {
    if (ApplicationCredentialRows.findByName(tx, userId, name).isPresent()) {
      throw Refusals.duplicate("application_credential", "Duplicate entry found with name " + name);
    }
    if (ApplicationCredentialRows.ofUser(tx, userId).size() >= MAX_OF_USER) {
      throw Refusals.tooMany("application credentials", MAX_OF_USER);
    }
  }

  private static List<Role> roles(Tx tx, Caller caller, List<RoleNamed> wanted) {
    List<Role> ofToken = new ArrayList<>();
    for (String name : caller.roles()) {
      RoleRows.findByName(tx, Optional.empty(), name).ifPresent(ofToken::add);
    }
    if (wanted.isEmpty()) {
      return ofToken;
    }
    Set<Role> roles = new LinkedHashSet<>();
    for (RoleNamed one : wanted) {
      roles.add(
          ofToken.stream()
              .filter(role ->
                  one.id().map(role.id()::equals).orElseGet(() -> role.name().equals(one.name())))
              .findFirst()
              .orElseThrow(() ->
                  CloudException.badRequest(
                      "Invalid application credential: Cannot create an application credential"
                          + " with unassigned role")));
    }
    return List.copyOf(roles);
  }

  /** The same rule is kept once for a user. */
  private static List<String> ruleIds(Tx tx, String userId, List<RuleNamed> rules) {
    Set<String> ids = new LinkedHashSet<>();
    for (RuleNamed rule : rules) {
      ids.add(
          switch (rule) {
            case RuleById by ->
                ApplicationCredentialRows.findRule(tx, by.id())
                    .filter(found -> found.userId().equals(userId))
                    .orElseThrow(() -> Directory.notFound("Access Rule", by.id()))
                    .id();
            case NewRule made ->
                ApplicationCredentialRows.findRule(
                        tx, userId, made.service(), made.method(), made.path())
                    .orElseGet(() -> insert(tx, userId, made))
                    .id();
          });
    }
    return List.copyOf(ids);
  }

  private static AccessRule insert(Tx tx, String userId, NewRule wanted) {
    if (ApplicationCredentialRows.countRules(tx, userId) >= MAX_OF_USER) {
      throw Refusals.tooMany("access rules", MAX_OF_USER);
    }
    AccessRule rule =
        new AccessRule(Id.newHex(), userId, wanted.service(), wanted.method(), wanted.path());
    ApplicationCredentialRows.insert(tx, rule);
    return rule;
  }

  private static Shown shown(Tx tx, ApplicationCredential credential) {
    return new Shown(
        credential,
        RoleRows.withIds(tx, credential.roleIds()),
        credential.accessRuleIds().map(ids -> ApplicationCredentialRows.rulesWithIds(tx, ids)));
  }

  private static ApplicationCredential find(Tx tx, String userId, String id) {
    return ApplicationCredentialRows.find(tx, id)
        .filter(credential -> credential.userId().equals(userId))
        .orElseThrow(() -> Directory.notFound("Application Credential", id));
  }

  public Shown find(Caller caller, String userId, String id) {
    requireReader(caller);
    return store.read(tx -> shown(tx, find(tx, userId, id)));
  }

  public List<Shown> list(Caller caller, String userId, Selection selection) {
    requireReader(caller);
    return store.read(tx ->
        ApplicationCredentialRows.list(tx, selection.and("user_id", userId)).stream()
            .map(credential -> shown(tx, credential))
            .toList());
  }

  /** Its tokens end at once. */
  public void delete(Caller caller, String userId, String id) {
    requireFree(caller);
    store.run(tx -> {
      find(tx, userId, id);
      ApplicationCredentialRows.delete(tx, id);
      changes.note(tx);
    });
  }

  private static AccessRule rule(Tx tx, String userId, String id) {
    return ApplicationCredentialRows.findRule(tx, id)
        .filter(rule -> rule.userId().equals(userId))
        .orElseThrow(() -> Directory.notFound("Access Rule", id));
  }

  public AccessRule rule(Caller caller, String userId, String id) {
    requireReader(caller);
    return store.read(tx -> rule(tx, userId, id));
  }

  public List<AccessRule> rules(Caller caller, String userId, Selection selection) {
    requireReader(caller);
    return store.read(
        tx -> ApplicationCredentialRows.listRules(tx, selection.and("user_id", userId)));
  }

  /** Only a rule that no credential has goes. */
  public void deleteRule(Caller caller, String userId, String id) {
    requireFree(caller);
    store.run(tx -> {
      rule(tx, userId, id);
      boolean used =
          ApplicationCredentialRows.ofUser(tx, userId).stream()
              .anyMatch(one -> one.accessRuleIds().map(ids -> ids.contains(id)).orElse(false));
      if (used) {
        throw CloudException.forbidden(
            "You are not authorized to perform the requested action: May not delete access rule in"
                + " use by an application credential.");
      }
      ApplicationCredentialRows.deleteRule(tx, id);
    });
  }
}
