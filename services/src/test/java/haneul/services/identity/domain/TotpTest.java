package haneul.services.identity.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against RFC 6238, appendix B. */
class TotpTest {
  /** {@code 12345678901234567890} */
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  private static final byte[] BYTES = Totp.secret(SECRET).orElseThrow();

  @ParameterizedTest
  @CsvSource({"59,287082", "1111111109,081804", "1234567890,005924", "20000000000,353130"})
  void thePasswordOfATime(long seconds, String passcode) {
    assertThat(Totp.step(BYTES, passcode, Instant.ofEpochSecond(seconds))).hasValue(seconds / 30);
  }

  @Test
  void theOneBeforeCountsAndNoOther() {
    assertThat(Totp.step(BYTES, "287082", Instant.ofEpochSecond(60))).hasValue(1);
    assertThat(Totp.step(BYTES, "287082", Instant.ofEpochSecond(89))).hasValue(1);
    assertThat(Totp.step(BYTES, "287082", Instant.ofEpochSecond(90))).isEmpty();
    assertThat(Totp.step(BYTES, "287082", Instant.ofEpochSecond(29))).isEmpty();
    assertThat(Totp.step(BYTES, "", Instant.ofEpochSecond(59))).isEmpty();
  }

  @Test
  void aSecretIsReadAsAuthenticatorsWriteIt() {
    assertThat(Totp.secret(SECRET.toLowerCase(java.util.Locale.ROOT) + "======")).contains(BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GEZDG", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", "하늘하늘하늘하늘하늘하늘하늘"})
  void whatIsNoSecretIsNone(String text) {
    assertThat(Totp.secret(text)).isEmpty();
  }
}
