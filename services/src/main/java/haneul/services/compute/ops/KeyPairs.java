package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.UserId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.services.compute.domain.KeyPair;
import haneul.services.compute.domain.Quota.Resource;
import haneul.services.compute.domain.SshKeys;
import haneul.services.compute.store.ComputeStore;
import java.time.InstantSource;
import java.util.List;

/** Key pairs: they belong to users, not to projects. */
public final class KeyPairs {
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

  /** Keeps a public key; 400 when it is none, 409 when the name is taken. */
  public KeyPair create(Caller caller, UserId user, String name, String publicKey) {
    String fingerprint = SshKeys.fingerprint(publicKey);
    return database.write(tx -> {
      if (store.keyPairs().find(tx, user, name).isPresent()) {
        throw CloudException.conflict("KeyPairExists", "Key pair '" + name + "' already exists.");
      }
      String project = caller.project().map(id -> id.value()).orElse("");
      int limit = store.quotas().limits(tx, project).getOrDefault(Resource.KEY_PAIRS, 0);
      if (limit >= 0 && store.keyPairs().count(tx, user) >= limit) {
        throw CloudException.of(
            ErrorKind.OVER_QUOTA, "KeypairLimitExceeded", "Quota exceeded, too many key pairs.");
      }
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
