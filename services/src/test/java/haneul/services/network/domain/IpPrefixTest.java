package haneul.services.network.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.5, 10.0.0.5/32",
    "10.0.0.5/8, 10.0.0.0/8",
    "0.0.0.0/0, 0.0.0.0/0",
    "fe80::1/10, fe80::/10",
    "FE80::1, fe80::1/128",
    "::/0, ::/0",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1/128",
    "1:2:3:4:5:6:7:8/127, 1:2:3:4:5:6:7:8/127",
  })
  void normalizes(String written, String normalized) {
    assertThat(IpPrefix.parse(written).orElseThrow().normalized()).isEqualTo(normalized);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.01",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "::1/129",
        "fe80::1%eth0",
        ":::",
        "12345::",
        "1.2.3.4/8/8",
        "::1/",
        "localhost"
      })
  void refuses(String text) {
    assertThat(IpPrefix.parse(text)).isEmpty();
  }
}
