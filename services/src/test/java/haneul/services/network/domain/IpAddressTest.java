package haneul.services.network.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class IpAddressTest {
  @Property(tries = 300)
  void readsWhatItWritesAsTheNumberItIs(@ForAll long high, @ForAll long low)
      throws UnknownHostException {
    IpAddress address = new IpAddress(true, high, low);
    assertThat(IpAddress.parse(address.toString())).contains(address);
    assertThat(IpAddress.ofKey(address.key())).isEqualTo(address);
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    assertThat(InetAddress.getByName(address.toString()).getAddress()).isEqualTo(bytes);
  }

  @Property(tries = 300)
  void countsAndSortsAsNumbersDo(@ForAll long high, @ForAll long low, @ForAll int more) {
    IpAddress address = new IpAddress(true, high >>> 1, low);
    IpAddress later = address.plus(Math.abs((long) more));
    assertThat(address.through(later)).isEqualTo(BigInteger.valueOf(Math.abs((long) more) + 1));
    assertThat(later.plus(-Math.abs((long) more))).isEqualTo(address);
    assertThat(Integer.signum(address.compareTo(later)))
        .isEqualTo(Integer.signum(address.key().compareTo(later.key())))
        .isEqualTo(more == 0 ? 0 : -1);
  }

  @Test
  void hasOneSpelling() {
    assertThat(List.of("FD00:0:0::1", "fd00::0:0001", "fd00:0:0:0:0:0:0:1"))
        .allSatisfy(text -> assertThat(IpAddress.of(text)).hasToString("fd00::1"));
    assertThat(IpAddress.of("1:0:0:2:0:0:0:3")).hasToString("1:0:0:2::3");
    assertThat(IpAddress.of("::")).hasToString("::");
    assertThat(IpAddress.of("1:0:2:3:4:5:6:7")).hasToString("1:0:2:3:4:5:6:7");
  }

  @Test
  void nothingIsBeyondTheLast() {
    assertThatThrownBy(() -> new IpAddress(true, -1, -1).plus(1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> IpAddress.v4(0).plus(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMacMakesAnAddress() {
    assertThat(IpAddress.eui64(Cidr.of("fd00:5::/64"), "fa:16:3e:01:02:03"))
        .hasToString("fd00:5::f816:3eff:fe01:203");
    assertThat(IpAddress.of("fe80::1").isLinkLocal()).isTrue();
    assertThat(IpAddress.of("fec0::1").isLinkLocal()).isFalse();
  }
}
