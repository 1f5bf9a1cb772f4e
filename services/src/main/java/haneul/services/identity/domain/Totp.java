package haneul.services.identity.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One-time passwords by time, RFC 6238: HMAC-SHA1, six digits, a new one every 30 seconds. */
public final class Totp {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int PERIOD_SECONDS = 30;

  /** Who types it in takes a while: the one before counts too. */
  private static final int OLDER_STEPS = 1;

  /** RFC 4226 asks for 128 bits; Keystone for nothing. */
  private static final int MIN_SECRET_BYTES = 10;

  private Totp() {}

  /** A secret as authenticators take it, base32; empty when it is none. */
  public static Optional<byte[]> secret(String base32) {
    String text = base32.strip().toUpperCase(Locale.ROOT).replaceAll("=+$", "");
    ByteBuffer bytes = ByteBuffer.allocate(text.length() * 5 / 8);
    int buffer = 0;
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = BASE32.indexOf(text.charAt(i));
      if (value < 0) {
        return Optional.empty();
      }
      buffer = (buffer << 5 | value) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.put((byte) (buffer >> bits));
      }
    }
    return bytes.position() < MIN_SECRET_BYTES ? Optional.empty() : Optional.of(bytes.array());
  }

  /** The password of an interval. */
  static String passcode(byte[] secret, long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
      int offset = hash[hash.length - 1] & 0xf;
      int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fffffff;
      return "%06d".formatted(number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The interval that a password is of; empty when it is of none that counts now. */
  public static OptionalLong step(byte[] secret, String passcode, Instant now) {
    long current = now.getEpochSecond() / PERIOD_SECONDS;
    byte[] given = passcode.getBytes(StandardCharsets.UTF_8);
    OptionalLong found = OptionalLong.empty();
    for (long step = current - OLDER_STEPS; step <= current; step++) {
      byte[] right = passcode(secret, step).getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(right, given)) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }
}
