package haneul.services.identity.store.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.services.identity.domain.RandomClaims;
import haneul.services.identity.domain.TokenClaims;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every token driver must do. */
abstract class TokenDriverSuite {
  private final Instant later =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(1, ChronoUnit.HOURS);

  /** The driver under test. */
  abstract TokenDriver driver();

  /** The same driver as another controller of the same cloud has it. */
  abstract TokenDriver elsewhere();

  final TokenClaims claims(long seed) {
    return RandomClaims.claims(new Random(seed), later);
  }

  @Test
  void givesBackWhatItWasGiven() {
    for (int seed = 0; seed < 20; seed++) {
      TokenClaims claims = claims(seed);

      String token = driver().issue(claims);

      assertThat(driver().open(token)).contains(claims);
      assertThat(driver().open(token)).contains(claims);
      assertThat(elsewhere().open(token)).contains(claims);
    }
  }

  @Test
  void aTokenFitsIntoAHeaderAndTellsItsDriver() {
    String token = driver().issue(claims(1));

    assertThat(token).matches("[A-Za-z0-9_-]{40,255}");
    assertThat(driver().owns(token)).isTrue();
    long forms =
        Stream.of(RandomToken.values()).filter(form -> form.owns(token)).count()
            + (token.startsWith("gAAAAA") ? 1 : 0);
    assertThat(forms).isOne();
  }

  @Test
  void twoTokensForTheSameClaimsAreTwo() {
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      tokens.add(driver().issue(claims(1)));
    }

    assertThat(tokens).hasSize(50);
  }

  @Test
  void manyTokensDoNotMixUp() {
    Map<String, TokenClaims> made = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      TokenClaims claims = claims(i);
      made.put(driver().issue(claims), claims);
    }

    made.forEach((token, claims) -> assertThat(driver().open(token)).contains(claims));
  }

  @Test
  void noChangedOrShortenedTokenOpens() {
    String token = driver().issue(claims(1));

    for (int at = 0; at < token.length(); at++) {
      assertThat(driver().open(token.substring(0, at))).isEmpty();
    }
    // The last character may carry bits that no byte of the token has.
    for (int at = 0; at < token.length() - 1; at++) {
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, at) + other + token.substring(at + 1);
      assertThat(driver().open(changed)).as(changed).isEmpty();
    }
  }

  @Test
  void noStrangeTextOpens() {
    for (String text :
        List.of("", " ", "하늘", "\r\nflush_all\r\n", "' OR 1=1 --", "A".repeat(100_000), "\0")) {
      assertThat(driver().open(text)).isEmpty();
    }
  }
}
