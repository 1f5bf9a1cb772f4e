package haneul.base.error;

import java.util.Locale;
import java.util.Set;

/** Which fields of requests may hold what no error and no log may repeat. */
public final class SecretFields {
  /** What stands for it. */
  public static final String HIDDEN = "***";

  /** Hold something secret, and all that is in or below them; of a login that is all of it. */
  private static final Set<String> NAMES =
      Set.of(
          "auth",
          "password",
          "original_password",
          "adminpass",
          "admin_pass",
          "passcode",
          "secret",
          "token",
          "blob",
          "signature",
          "user_data",
          "personality",
          "contents",
          "private_key");

  private SecretFields() {}

  /**
   * Whether a field's value may be secret, or the name of one in it that should not be there.
   *
   * @param path the names from the outermost on, with slashes between
   */
  public static boolean isSecret(String path) {
    for (String name : path.split("/", -1)) {
      if (NAMES.contains(name.toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
