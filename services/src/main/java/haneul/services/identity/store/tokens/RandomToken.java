package haneul.services.identity.store.tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The form of tokens that say nothing themselves: whose they are, and 256 random bits. What is kept
 * for one is kept under its hash, so that whoever reads that has no token.
 */
enum RandomToken {
  SQL("hs-"),
  MEMCACHED("hm-");

  private static final int RANDOM_BYTES = 32;

  private final String prefix;
  private final Pattern form;

  RandomToken(String prefix) {
    this.prefix = prefix;
    this.form = Pattern.compile(prefix + "[A-Za-z0-9_-]{43}");
  }

  boolean owns(String token) {
    return form.matcher(token).matches();
  }

  String make(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hashText(String token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash(token));
  }
}
