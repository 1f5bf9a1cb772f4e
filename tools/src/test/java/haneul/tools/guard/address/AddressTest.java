package haneul.tools.guard.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.tools.console.UserError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
  private static Address address(String text) {
    return Objects.requireNonNull(Address.parse(text), text);
  }

  private static Network network(String text) {
    return Network.require("test", text);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,192.0.2.1",
    "::ffff:192.0.2.1,192.0.2.1",
    "2001:DB8:0:0:1:0:0:1,2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
    "2001:db8::,2001:db8::",
    "::,::",
    "::1,::1",
    "fe80::1%eth0,fe80::1",
    "1:0:0:2:0:0:0:3,1:0:0:2::3"
  })
  void readsAndWrites(String text, String written) {
    assertThat(address(text)).hasToString(written);
  }

  /** What some programs would take for an address, and what would be looked up as a name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "01.2.3.4",
        "1.2.3.04",
        "256.1.1.1",
        "1.2.3.4 ",
        "1..2.3",
        "0x1.2.3.4",
        "localhost",
        "example.org",
        "1.2.3.4,5.6.7.8",
        ":",
        ":::",
        "1:2:3:4:5:6:7:8:9",
        "2001:db8::1::2",
        "g::1",
        "-",
        "1.2.3.",
        "2001:db8::1:22222",
        "1.2.3.4/24",
        "１.2.3.4"
      })
  void takesNothingElse(String text) {
    assertThat(Address.parse(text)).isNull();
  }

  @Property
  void everyAddressComesBack(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
    Address address = Address.of(InetAddress.getByAddress(bytes));
    assertThat(Address.parse(address.toString())).isEqualTo(address);
    assertThat(InetAddress.ofLiteral(address.toString()))
        .isEqualTo(InetAddress.getByAddress(bytes)); // Java's own reading of what we write
  }

  @Test
  void networks() {
    assertThat(network("192.0.2.77/24")).hasToString("192.0.2.0/24");
    assertThat(network("0.0.0.0/0").contains(address("203.0.113.9"))).isTrue();
    assertThat(network("0.0.0.0/0").contains(address("2001:db8::1"))).isFalse();
    assertThat(network("192.0.2.0/25").contains(address("192.0.2.127"))).isTrue();
    assertThat(network("192.0.2.0/25").contains(address("192.0.2.128"))).isFalse();
    assertThat(network("2001:db8::/33").overlaps(network("2001:db8:7fff::1"))).isTrue();
    assertThat(network("2001:db8:8000::").overlaps(network("2001:db8::/33"))).isFalse();
    assertThat(network("::/0").contains(address("ffff::"))).isTrue();
    for (String wrong :
        List.of("192.0.2.0/33", "2001:db8::/129", "x/8", "1.2.3.4/-1", "1.2.3.4/")) {
      assertThatThrownBy(() -> network(wrong))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(wrong);
    }
  }

  @Test
  void spares() {
    Spared spared =
        new Spared(
            List.of(network("198.51.100.0/28"), network("2001:db8:1::7"), network("10.0.0.0/8")));
    assertThat(spared.unitOf(address("198.51.100.15"))).isEmpty();
    assertThat(spared.unitOf(address("198.51.100.16"))).contains(network("198.51.100.16"));
    assertThat(spared.unitOf(address("::ffff:10.1.2.3"))).isEmpty();
    assertThat(spared.unitOf(address("2001:db8:2::1"))).contains(network("2001:db8:2::/64"));
    assertThat(spared.unitOf(address("2001:db8:1::7"))).isEmpty();
    assertThat(spared.unitOf(address("2001:db8:1::8"))).contains(network("2001:db8:1::8"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.9.8.7",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.1.1",
        "100.127.0.1",
        "fd00::1",
        "fe80::1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "::"
      })
  void knowsPrivateOnes(String text) {
    assertThat(new Spared(Spared.privateRanges()).unitOf(address(text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"172.32.0.1", "11.0.0.1", "100.128.0.1", "2001:db8::1", "223.255.255.255"})
  void knowsPublicOnes(String text) {
    assertThat(new Spared(Spared.privateRanges()).unitOf(address(text))).isPresent();
  }
}
