package haneul.services.identity;

import haneul.base.id.ProjectId;
import haneul.platform.auth.TokenValidator;
import haneul.platform.http.ServiceApi;
import haneul.platform.store.Store;
import haneul.services.identity.contract.Projects;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.Fernet;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.http.IdentityApi;
import haneul.services.identity.ops.ApplicationCredentials;
import haneul.services.identity.ops.AssignmentLists;
import haneul.services.identity.ops.Bootstrap;
import haneul.services.identity.ops.Catalog;
import haneul.services.identity.ops.CatalogChanges;
import haneul.services.identity.ops.Changes;
import haneul.services.identity.ops.Credentials;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.DomainChanges;
import haneul.services.identity.ops.EndpointFilters;
import haneul.services.identity.ops.Grants;
import haneul.services.identity.ops.GroupChanges;
import haneul.services.identity.ops.Limits;
import haneul.services.identity.ops.LogIn;
import haneul.services.identity.ops.LogInGuard;
import haneul.services.identity.ops.NewPasswords;
import haneul.services.identity.ops.PasswordProof;
import haneul.services.identity.ops.Passwords;
import haneul.services.identity.ops.PolicyDocuments;
import haneul.services.identity.ops.ProjectChanges;
import haneul.services.identity.ops.Proofs;
import haneul.services.identity.ops.Receipts;
import haneul.services.identity.ops.RoleChanges;
import haneul.services.identity.ops.Signatures;
import haneul.services.identity.ops.TokenPurge;
import haneul.services.identity.ops.TokenReport;
import haneul.services.identity.ops.TokenUse;
import haneul.services.identity.ops.Tokens;
import haneul.services.identity.ops.Trusts;
import haneul.services.identity.ops.UserChanges;
import haneul.services.identity.ops.Vault;
import haneul.services.identity.reconcile.TokenHousekeeping;
import haneul.services.identity.store.CredentialRows;
import haneul.services.identity.store.KeyDirectory;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.tokens.KeyRing;
import haneul.services.identity.store.tokens.TokenDrivers;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Identity: users, projects, roles, tokens, the catalog. */
public final class IdentityService implements AutoCloseable {
  /** A credential of 64 KiB, escaped and encrypted. */
  private static final int MAX_SEALED = 1 << 20;

  private final Store store;
  private final Changes changes;
  private final Passwords passwords;
  private final TokenDrivers drivers;
  private final Tokens tokens;
  private final TokenHousekeeping housekeeping;
  private final Directory directory;
  private final ServiceApi api;

  /**
   * Where keys are. Directories are made when they are not there; several controllers need the same
   * keys.
   */
  public record Keys(Path tokens, Path credentials) {}

  /**
   * Fails with {@link Vault.MissingKey} when the credentials in the store do not open.
   *
   * @param settings as they are now, asked for whenever they matter
   */
  public IdentityService(
      Store store,
      InstantSource clock,
      Keys keys,
      Supplier<IdentitySettings> settings,
      MeterRegistry metrics) {
    this(store, clock, keys, settings, metrics, Passwords.Cost.USUAL);
  }

  /** The same with hashes of another cost. */
  IdentityService(
      Store store,
      InstantSource clock,
      Keys keys,
      Supplier<IdentitySettings> settings,
      MeterRegistry metrics,
      Passwords.Cost passwordCost) {
    Vault vault = vault(store, clock, keys.credentials());
    this.store = store;
    this.changes = new Changes(store.embedded());
    this.passwords = new Passwords(passwordCost);
    this.drivers =
        new TokenDrivers(store, new KeyRing(keys.tokens()), () -> settings.get().tokens());
    TokenUse use = new TokenUse(store, clock, metrics);
    TokenPurge purge = new TokenPurge(store, clock);
    this.tokens = new Tokens(store, clock, drivers, changes, use);
    this.housekeeping = TokenHousekeeping.start(purge, use);
    this.directory = new Directory(store);
    PasswordProof proof =
        new PasswordProof(store, clock, () -> settings.get().logIn(), passwords, changes);
    Catalog catalog = new Catalog(store, clock);
    Credentials credentials = new Credentials(store, vault);
    LogIn logIn =
        new LogIn(
            store,
            clock,
            settings,
            new Proofs(store, clock, proof, passwords, tokens, credentials, changes),
            new Receipts(store, clock, vault),
            tokens,
            changes);
    this.api =
        IdentityApi.create(
            new IdentityApi.Operations(
                logIn,
                new LogInGuard(clock, () -> settings.get().logIn()),
                tokens,
                new TokenReport(store, clock, settings, use, purge),
                catalog,
                directory,
                new UserChanges(
                    store, clock, new NewPasswords(store, clock, proof, passwords), changes),
                new GroupChanges(store, changes),
                new ProjectChanges(store, changes),
                new DomainChanges(store, changes),
                new RoleChanges(store, changes),
                new Grants(store, changes),
                new AssignmentLists(store),
                new CatalogChanges(store, catalog),
                new EndpointFilters(store, catalog),
                new PolicyDocuments(store),
                new Limits(store),
                credentials,
                new ApplicationCredentials(store, clock, passwords, changes),
                new Trusts(store, clock, changes),
                new Signatures(clock, credentials, logIn)));
  }

  private static Vault vault(Store store, InstantSource clock, Path keys) {
    Vault vault =
        new Vault(new Fernet(KeyDirectory.read(KeyDirectory.ensure(keys)), MAX_SEALED), clock);
    store.read(CredentialRows::anySealed).ifPresent(sealed -> vault.requireKey(sealed, keys));
    return vault;
  }

  /**
   * Has the first logins of the users that a cloud begins with over before they come, on a thread
   * of its own: the first hash in a process takes five times as long as the next.
   */
  public void warmUp(String adminPassword, String demoPassword) {
    Thread.ofPlatform()
        .daemon()
        .name("password-warm-up")
        .start(() -> Bootstrap.remember(store, passwords, adminPassword, demoPassword));
  }

  /** Makes what a cloud has from its first start. The passwords count only then. */
  public void bootstrap(String adminPassword, String demoPassword) {
    Bootstrap.run(store, passwords, changes, adminPassword, demoPassword);
  }

  /** The project of this name in the default domain, which {@link #bootstrap} made. */
  public ProjectId project(String name) {
    return store
        .read(tx -> ProjectRows.findByName(tx, Domain.DEFAULT_ID, name))
        .map(project -> new ProjectId(project.id()))
        .orElseThrow(() -> new IllegalStateException("project " + name + " is gone"));
  }

  public ServiceApi api() {
    return api;
  }

  public TokenValidator tokens() {
    return tokens;
  }

  public Projects projects() {
    return directory;
  }

  /** Stops what runs in the background; counts and removes no more. */
  @Override
  public void close() {
    housekeeping.close();
    drivers.close();
  }
}
