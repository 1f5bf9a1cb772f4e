package haneul.services.identity;

import haneul.platform.auth.TokenValidator;
import haneul.platform.http.ServiceApi;
import haneul.platform.store.Store;
import haneul.services.identity.contract.Projects;
import haneul.services.identity.domain.Fernet;
import haneul.services.identity.http.IdentityApi;
import haneul.services.identity.ops.Bootstrap;
import haneul.services.identity.ops.Catalog;
import haneul.services.identity.ops.Changes;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.LogIn;
import haneul.services.identity.ops.Passwords;
import haneul.services.identity.ops.Tokens;
import haneul.services.identity.store.KeyDirectory;
import haneul.services.identity.store.ProjectRows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Identity: users, projects, roles, tokens, the catalog. */
public final class IdentityService {
  /** How long a token lives unless told otherwise. */
  public static final Duration TOKEN_LIFE = Duration.ofHours(1);

  private final Store store;
  private final Changes changes = new Changes();
  private final Passwords passwords;
  private final Tokens tokens;
  private final ServiceApi api;

  /**
   * @param keysDirectory where the token keys are; made when it is not there
   * @param tokenLife how long a token lives
   */
  public IdentityService(Store store, InstantSource clock, Path keysDirectory, Duration tokenLife) {
    this(store, clock, keysDirectory, tokenLife, Passwords.Cost.USUAL);
  }

  /** The same with hashes of another cost. */
  IdentityService(
      Store store,
      InstantSource clock,
      Path keysDirectory,
      Duration tokenLife,
      Passwords.Cost passwordCost) {
    this.store = store;
    this.passwords = new Passwords(passwordCost);
    this.tokens = new Tokens(store, clock, new Fernet(KeyDirectory.open(keysDirectory)), changes);
    LogIn logIn = new LogIn(store, clock, tokenLife, passwords, tokens, changes);
    this.api = IdentityApi.create(logIn, tokens, new Catalog(store, clock), new Directory(store));
  }

  /** Makes what a cloud has from its first start. The passwords count only then. */
  public void bootstrap(String adminPassword, String demoPassword) {
    Bootstrap.run(store, passwords, changes, adminPassword, demoPassword);
  }

  public ServiceApi api() {
    return api;
  }

  public TokenValidator tokens() {
    return tokens;
  }

  public Projects projects() {
    return (tx, project) -> ProjectRows.find(tx, project.value()).isPresent();
  }
}
