package haneul.services.identity.ops;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.platform.http.ClientNetwork;
import haneul.platform.log.RequestContext;
import haneul.platform.turn.Computations;
import haneul.platform.turn.Turns;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords as Argon2id hashes; bcrypt's, as Keystone has them, are known too. A wrong password, a
 * user without one and a user that does not exist take the same time. A right one is remembered for
 * a while, as a keyed hash that dies with the process, so that clients that log in for every
 * command cost little.
 */
public final class Passwords {
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;

  /** Each computation holds its memory and a processor. */
  private static final int MAX_COMPUTATIONS = 4;

  private static final int MAX_WAITING = 1_000;
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);
  private static final int MAX_REMEMBERED = 10_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final Duration CLIENT_REMEMBERED = Duration.ofDays(1);

  /** For whom a computation is made, so that nobody has all of them. */
  private static final ScopedValue<String> CLIENT = ScopedValue.newInstance();

  private static final String NOBODY = "";

  private static final Pattern ARGON2ID =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(?<memory>[0-9]{1,7}),t=(?<iterations>[0-9]{1,4}),p=[0-9]{1,3}"
              + "\\$[A-Za-z0-9+/]+\\$[A-Za-z0-9+/]+");
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-9])\\$[A-Za-z0-9./]{53}");

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
  private final int atOnce =
      Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_COMPUTATIONS);
  private final Turns turns = new Turns(new Turns.Bounds(atOnce, MAX_WAITING, MAX_WAIT));
  private final Computations computations = new Computations("password-", atOnce);
  private final SecretKeySpec memoryKey = new SecretKeySpec(randomBytes(32), "HmacSHA256");
  private final Cache<String, Boolean> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  /** Those who showed a right password; they go before those of whom nothing is known. */
  private final Cache<String, Boolean> knownClients =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(CLIENT_REMEMBERED).build();

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
    try (Turns.Turn _ = turn()) {
      return computations.run(() ->
          Argon2Function.getInstance(
                  cost.memoryKibibytes(), cost.iterations(), LANES, HASH_BYTES, Argon2.ID)
              .hash(password.getBytes(StandardCharsets.UTF_8), salt)
              .getResult());
    }
  }

  /** Does {@code work} for a client, e.g. its address: each has its share of the processors. */
  public static <T> T onBehalfOf(String client, Supplier<T> work) {
    return ScopedValue.where(CLIENT, client).call(work::get);
  }

  /** Whether {@code password} is the one; {@code hash} is none when there is no such user. */
  public boolean matches(Optional<String> hash, String password) {
    String stored = hash.filter(Passwords::isKnown).orElse(decoy);
    String memory = memory(stored, password);
    if (remembered.getIfPresent(memory) != null) {
      return true;
    }
    try (Turns.Turn _ = turn()) {
      if (remembered.getIfPresent(memory) != null) {
        return true; // who was before showed the same
      }
      boolean matches = computations.run(() -> compute(stored, password));
      if (matches) {
        remembered.put(memory, true);
        knownClients.put(client(), true);
      }
      return matches;
    }
  }

  private static boolean isKnown(String hash) {
    return ARGON2ID.matcher(hash).matches() || BCRYPT.matcher(hash).matches();
  }

  private static boolean compute(String hash, String password) {
    byte[] plain = password.getBytes(StandardCharsets.UTF_8);
    if (BCRYPT.matcher(hash).matches()) {
      // The library would imitate faults of other programs' 2a; all sound ones do as 2b does.
      String sound = "$2b$" + hash.substring("$2b$".length());
      return BcryptFunction.getInstanceFromHash(sound)
          .check(plain, sound.getBytes(StandardCharsets.US_ASCII));
    }
    return Argon2Function.getInstanceFromHash(hash)
        .check(plain, hash.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether a hash costs less than a new one would, so that its password is worth another. */
  public boolean isCheaper(String hash) {
    Matcher argon2 = ARGON2ID.matcher(hash);
    return !argon2.matches()
        || Integer.parseInt(argon2.group("memory")) < cost.memoryKibibytes()
        || Integer.parseInt(argon2.group("iterations")) < cost.iterations();
  }

  /** How many wait for their computation. */
  public int waiting() {
    return turns.waiting();
  }

  /** A new password is reckoned to whoever sends it, as a login is. */
  private static String client() {
    return CLIENT.orElse(RequestContext.client().map(ClientNetwork::of).orElse(NOBODY));
  }

  private Turns.Turn turn() {
    String client = client();
    try {
      Optional<Turns.Turn> turn =
          turns.take(
              List.of(new Turns.Share(client, atOnce)), knownClients.getIfPresent(client) != null);
      if (turn.isPresent()) {
        return turn.get();
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
