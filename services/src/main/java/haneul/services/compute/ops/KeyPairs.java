package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.platform.turn.Computations;
import haneul.platform.turn.Turns;
import haneul.services.compute.domain.KeyPair;
import haneul.services.compute.domain.Quota.Resource;
import haneul.services.compute.domain.SshKeys;
import haneul.services.compute.store.ComputeStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Key pairs: they belong to users, not to projects. */
public final class KeyPairs {
  /** A client of ours waits a minute for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MOST_WAITING = 200;

  private final Turns turns = new Turns(new Turns.Bounds(1, MOST_WAITING, PATIENCE));
  private final Computations computations = new Computations("key-pair-", 1);
  private final Store database;
  private final ComputeStore store;
  private final InstantSource clock;

  public KeyPairs(Store database, ComputeStore store, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /** By name; {@code marker} is the last one of the page before, empty at the start. */
  public List<KeyPair> list(UserId user, String marker, int limit) {
    return database.read(tx -> {
      if (!marker.isEmpty() && store.keyPairs().find(tx, user, marker).isEmpty()) {
        throw CloudException.badRequest("marker [" + marker + "] not found");
      }
      return store.keyPairs().list(tx, user, marker, limit);
    });
  }

  public KeyPair show(UserId user, String name) {
    return database.read(
        tx -> store.keyPairs().find(tx, user, name).orElseThrow(() -> notFound(user, name)));
  }

  /**
   * A pair made here.
   *
   * @param privatePem is kept nowhere
   */
  public record Made(KeyPair pair, String privatePem) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Made[" + pair.name() + "]";
    }
  }

  /**
   * Makes a pair and keeps its public half; 409 when the name is taken, 429 when too many are being
   * made.
   */
  public Made generate(Caller caller, UserId user, String name) throws InterruptedException {
    database.read(tx -> {
      requireRoom(tx, caller, user, name);
      return name;
    });
    String project = project(caller);
    try (Turns.Turn _ =
        turns.take(List.of(new Turns.Share(project, 1)), false).orElseThrow(KeyPairs::tooMany)) {
      SshKeys.Generated made = computations.run(SshKeys::generate);
      return new Made(create(caller, user, name, made.publicKey()), made.privatePem());
    }
  }

  private static CloudException tooMany() {
    return CloudException.of(
            ErrorKind.TOO_MANY_REQUESTS,
            "TooManyKeyPairs",
            "Too many key pairs are being made; try later, or give a public key of your own.")
        .withHeader("Retry-After", "10");
  }

  /** Keeps a public key; 400 when it is none, 409 when the name is taken. */
  public KeyPair create(Caller caller, UserId user, String name, String publicKey) {
    String fingerprint = SshKeys.fingerprint(publicKey);
    return database.write(tx -> {
      requireRoom(tx, caller, user, name);
      KeyPair pair =
          new KeyPair(
              user,
              name,
              store.keyPairs().nextNumber(tx),
              "ssh",
              publicKey.strip(),
              fingerprint,
              clock.instant());
      store.keyPairs().insert(tx, pair);
      return pair;
    });
  }

  private void requireRoom(Tx tx, Caller caller, UserId user, String name) {
    if (store.keyPairs().find(tx, user, name).isPresent()) {
      throw CloudException.conflict("KeyPairExists", "Key pair '" + name + "' already exists.");
    }
    int limit = store.quotas().limits(tx, project(caller)).getOrDefault(Resource.KEY_PAIRS, 0);
    if (limit >= 0 && store.keyPairs().count(tx, user) >= limit) {
      throw CloudException.of(
          ErrorKind.OVER_QUOTA, "KeypairLimitExceeded", "Quota exceeded, too many key pairs.");
    }
  }

  private static String project(Caller caller) {
    return caller.project().map(ProjectId::value).orElse("");
  }

  public void delete(UserId user, String name) {
    database.run(tx -> {
      if (!store.keyPairs().delete(tx, user, name)) {
        throw notFound(user, name);
      }
    });
  }

  private static CloudException notFound(UserId user, String name) {
    return CloudException.notFound(
        "KeypairNotFound", "Keypair " + name + " not found for user " + user.value());
  }
}
