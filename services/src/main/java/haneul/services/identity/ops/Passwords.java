package haneul.services.identity.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords as Argon2id hashes. A wrong password, a user without one and a user that does not exist
 * take the same time. A right one is remembered for a while, as a keyed hash that dies with the
 * process, so that clients that log in for every command cost little.
 */
public final class Passwords {
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;

  /** Each computation holds its memory and a processor. */
  private static final int MAX_COMPUTATIONS = 4;

  private static final int MAX_WAITING = 100;
  private static final long MAX_WAIT_SECONDS = 20;
  private static final int MAX_REMEMBERED = 1_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  /**
   * What a new hash costs.
   *
   * @param memoryKibibytes held while it is computed
   */
  public record Cost(int memoryKibibytes, int iterations) {
    /** OWASP's least for Argon2id: about 80 ms of one processor. */
    public static final Cost USUAL = new Cost(19 * 1024, 2);
  }

  private final Cost cost;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore computations =
      new Semaphore(
          Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_COMPUTATIONS), true);
  private final SecretKeySpec memoryKey = new SecretKeySpec(randomBytes(32), "HmacSHA256");
  private final Cache<String, Boolean> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  /** A hash that no password has, for users that are not there. */
  private final String decoy;

  public Passwords(Cost cost) {
    this.cost = cost;
    this.decoy =
        "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
            .formatted(
                cost.memoryKibibytes(),
                cost.iterations(),
                LANES,
                base64(randomBytes(SALT_BYTES)),
                base64(randomBytes(HASH_BYTES)));
  }

  /** The hash to store; parameters and salt are in it. */
  public String hash(String password) {
    byte[] salt = randomBytes(SALT_BYTES);
    acquire();
    try {
      return Argon2Function.getInstance(
              cost.memoryKibibytes(), cost.iterations(), LANES, HASH_BYTES, Argon2.ID)
          .hash(password.getBytes(StandardCharsets.UTF_8), salt)
          .getResult();
    } finally {
      computations.release();
    }
  }

  /** Whether {@code password} is the one; {@code hash} is none when there is no such user. */
  public boolean matches(Optional<String> hash, String password) {
    String stored = hash.orElse(decoy);
    String memory = memory(stored, password);
    if (remembered.getIfPresent(memory) != null) {
      return true;
    }
    acquire();
    try {
      boolean matches =
          Argon2Function.getInstanceFromHash(stored)
              .check(
                  password.getBytes(StandardCharsets.UTF_8),
                  stored.getBytes(StandardCharsets.US_ASCII));
      if (matches) {
        remembered.put(memory, true);
      }
      return matches;
    } finally {
      computations.release();
    }
  }

  private void acquire() {
    try {
      if (computations.getQueueLength() < MAX_WAITING
          && computations.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw CloudException.of(
            ErrorKind.UNAVAILABLE, "TooManyLogins", "Too many logins at once; try again.")
        .withHeader("Retry-After", "2");
  }

  private String memory(String hash, String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(memoryKey);
      mac.update(hash.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) 0);
      return base64(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
