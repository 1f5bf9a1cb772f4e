package haneul.services.identity.store.tokens;

import haneul.services.identity.domain.Fernet;
import haneul.services.identity.store.KeyDirectory;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The token keys as the directory has them: looked at again every second that they are asked for,
 * so that a rotation, here or by copying the directory of another controller, needs no restart.
 * While the directory cannot be read, e.g. in the middle of a copy, the last good keys stay.
 */
public final class KeyRing {
  private static final System.Logger LOG = System.getLogger(KeyRing.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Path directory;
  private final AtomicLong nextLookNanos;
  private volatile Keys keys;
  private volatile String lastProblem = "";

  /**
   * Keys that were read together.
   *
   * @param version another number with other keys
   */
  private record Keys(Fernet fernet, String fingerprint, int version) {}

  /** Reads the keys; makes directory and keys when there are none. */
  public KeyRing(Path directory) {
    this.directory = directory;
    this.keys = read(KeyDirectory.fingerprint(KeyDirectory.ensure(directory)), 1);
    this.nextLookNanos = new AtomicLong(System.nanoTime() + LOOK_EVERY.toNanos());
  }

  private Keys read(String fingerprint, int version) {
    return new Keys(new Fernet(KeyDirectory.read(directory)), fingerprint, version);
  }

  public Fernet fernet() {
    return fresh().fernet();
  }

  /** Changes when the keys do: what was opened with keys of another version is opened again. */
  public int version() {
    return fresh().version();
  }

  private Keys fresh() {
    long now = System.nanoTime();
    long next = nextLookNanos.get();
    if (now - next >= 0 && nextLookNanos.compareAndSet(next, now + LOOK_EVERY.toNanos())) {
      look();
    }
    return keys;
  }

  /** Looks now, whenever it last did. */
  void look() {
    Keys known = keys;
    try {
      String fingerprint = KeyDirectory.fingerprint(directory);
      if (!fingerprint.equals(known.fingerprint())) {
        keys = read(fingerprint, known.version() + 1);
        LOG.log(System.Logger.Level.INFO, "read the token keys again: they have changed");
      }
    } catch (UncheckedIOException | IllegalArgumentException e) {
      complain(e);
    }
  }

  /** Once for each problem, not every second. */
  private void complain(RuntimeException e) {
    String problem = e + ": " + e.getCause();
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.log(
          System.Logger.Level.WARNING,
          "the token keys cannot be read, the last good ones stay in use: " + problem);
    }
  }
}
