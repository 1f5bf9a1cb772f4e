package haneul.tools.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
  @ParameterizedTest
  @CsvSource({"90s,90", "10m,600", "1h,3600", "7d,604800", "2w,1209600"})
  void readsWhatPeopleWrite(String text, long seconds) {
    assertThat(Durations.parse("--window", text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "m", "-1h", "1.5h", "1h30m", "9999999s", "1 h", "1y"})
  void refusesWhatItCannotMean(String text) {
    assertThatThrownBy(() -> Durations.parse("--window", text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--window")
        .hasMessageContaining("10m");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "99,99s",
    "100,1m40s",
    "600,10m",
    "3600,1h",
    "5400,1h30m",
    "86400,1d",
    "93600,1d2h",
    "-60,-60s",
    "604800,7d"
  })
  void writesTheTwoLargestUnits(long seconds, String text) {
    assertThat(Durations.text(Duration.ofSeconds(seconds))).isEqualTo(text);
  }
}
