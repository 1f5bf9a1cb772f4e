package haneul.services.identity.ops;

import haneul.services.identity.domain.Fernet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * Encrypts what is kept for users, and what they keep for us. What was sealed for one purpose does
 * not open for another.
 */
public final class Vault {
  private static final int VECTOR_BYTES = 16;

  private final Fernet fernet;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** What something was sealed for; never another letter. */
  enum Purpose {
    CREDENTIAL('c'),
    RECEIPT('r');

    private final byte mark;

    Purpose(char mark) {
      this.mark = (byte) mark;
    }
  }

  /** The store's credentials were encrypted with another key than we have. */
  public static final class MissingKey extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingKey(Path keys) {
      super(
          "the credentials in the database are encrypted with a key that is not in "
              + keys
              + "; copy that directory from a backup or from another controller of this cloud."
              + " If the key is lost, so are they: delete the rows of identity_credential.");
    }
  }

  public Vault(Fernet fernet, InstantSource clock) {
    this.fernet = fernet;
    this.clock = clock;
  }

  String seal(Purpose purpose, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] marked = new byte[bytes.length + 1];
    marked[0] = purpose.mark;
    System.arraycopy(bytes, 0, marked, 1, bytes.length);
    byte[] vector = new byte[VECTOR_BYTES];
    random.nextBytes(vector);
    return fernet.seal(marked, clock.instant().getEpochSecond(), vector);
  }

  /** Empty when it is nothing of ours, or for another purpose. */
  Optional<String> open(Purpose purpose, String sealed) {
    return fernet
        .open(sealed)
        .filter(bytes -> bytes.length > 0 && bytes[0] == purpose.mark)
        .map(bytes ->
            new String(Arrays.copyOfRange(bytes, 1, bytes.length), StandardCharsets.UTF_8));
  }

  /** What we sealed ourselves; it fails when the key is gone. */
  String openOurs(Purpose purpose, String sealed) {
    return open(purpose, sealed)
        .orElseThrow(() -> new IllegalStateException("the key of a credential is gone"));
  }

  /** Fails with {@link MissingKey} when a credential of the store does not open. */
  public void requireKey(String sealed, Path keys) {
    if (open(Purpose.CREDENTIAL, sealed).isEmpty()) {
      throw new MissingKey(keys);
    }
  }
}
