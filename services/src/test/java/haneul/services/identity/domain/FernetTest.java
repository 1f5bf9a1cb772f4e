package haneul.services.identity.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The format against the specification's own example, and what must not open. */
class FernetTest {
  private static final Fernet.Key KEY =
      Fernet.Key.parse("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=");
  private static final Fernet.Key OTHER =
      Fernet.Key.parse(Base64.getUrlEncoder().encodeToString(new byte[32]));
  private static final String EXAMPLE =
      "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA";

  private final Fernet fernet = new Fernet(List.of(KEY));

  private static byte[] vector() {
    byte[] vector = new byte[16];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (byte) i;
    }
    return vector;
  }

  @Test
  void makesAndOpensTheSpecificationsExample() {
    byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);

    assertThat(fernet.seal(hello, 499162800, vector())).isEqualTo(EXAMPLE);
    assertThat(fernet.open(EXAMPLE)).contains(hello);
    assertThat(fernet.open(EXAMPLE + "==")).contains(hello);
  }

  @Test
  void anOlderKeyStillOpens() {
    assertThat(new Fernet(List.of(OTHER, KEY)).open(EXAMPLE)).isPresent();
    assertThat(new Fernet(List.of(OTHER)).open(EXAMPLE)).isEmpty();
  }

  @Test
  void noChangedByteOpens() {
    byte[] token = Base64.getUrlDecoder().decode(EXAMPLE);
    for (int i = 0; i < token.length; i++) {
      byte[] changed = token.clone();
      changed[i] ^= 1;
      assertThat(fernet.open(Base64.getUrlEncoder().encodeToString(changed))).isEmpty();
    }
  }

  @Test
  void noPartOpens() {
    for (int length = 0; length < EXAMPLE.length(); length++) {
      assertThat(fernet.open(EXAMPLE.substring(0, length))).isEmpty();
    }
    assertThat(fernet.open("하늘")).isEmpty();
    assertThat(fernet.open("A".repeat(100_000))).isEmpty();
  }

  @Test
  void aKeyHasThirtyTwoBytes() {
    assertThatThrownBy(() -> Fernet.Key.parse("AAAA")).isInstanceOf(IllegalArgumentException.class);
  }

  @RepeatedTest(200)
  void claimsSurviveTheirCoding(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    TokenClaims claims = RandomClaims.claims(random);

    byte[] bytes = TokenCodec.encode(claims);

    assertThat(TokenCodec.decode(bytes)).contains(claims);
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = java.util.Arrays.copyOf(bytes, length);
      assertThat(TokenCodec.decode(part)).isEmpty();
    }
    byte[] noise = new byte[random.nextInt(100)];
    random.nextBytes(noise);
    assertThat(TokenCodec.decode(noise)).isNotNull();
  }
}
