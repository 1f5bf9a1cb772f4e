package haneul.services.identity.domain;

import java.time.Instant;

/** What an authenticator shows. */
public final class TotpCodes {
  private TotpCodes() {}

  /** The password of {@code now}. */
  public static String at(String secret, Instant now) {
    return Totp.passcode(Totp.secret(secret).orElseThrow(), now.getEpochSecond() / 30);
  }
}
