package haneul.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  /** Until the end of 9999, in microseconds. */
  private static final long LAST = 253_402_300_799_999_999L;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void writtenAsTheFormatSaysAndReadBack(
      @ForAll @LongRange(min = -62_167_219_200_000_000L, max = LAST) long micros) {
    Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    assertThat(Times.text(time)).isEqualTo(FORMAT.format(time));
    assertThat(Times.parse(Times.text(time))).isEqualTo(time);
  }

  @Test
  void readsOtherShapesToo() {
    assertThat(Times.parse("2026-11-22T08:54:26Z"))
        .isEqualTo(Instant.parse("2026-11-22T08:54:26Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "2026-13-22T08:54:26.000000Z", "2026-11-31T08:54:26.000000Z"})
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> Times.parse(text)).isInstanceOf(DateTimeException.class);
  }
}
