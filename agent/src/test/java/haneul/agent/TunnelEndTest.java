package haneul.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class TunnelEndTest {
  @Test
  void aCloudOnOneHostHasNone() {
    assertThat(TunnelEnd.NONE.find()).isEmpty();
    assertThat(TunnelEnd.towards("127.0.0.1", 5001).find()).isEmpty();
    assertThat(TunnelEnd.at(InetAddress.ofLiteral("127.0.0.1")).find()).isEmpty();
  }

  @Test
  void anAddressThatThisHostLacksIsNone() {
    assertThat(TunnelEnd.at(InetAddress.ofLiteral("203.0.113.77")).find()).isEmpty();
    assertThat(TunnelEnd.at(InetAddress.ofLiteral("2001:db8::77")).find()).isEmpty();
  }

  @Test
  void aControlThatIsNotKnownIsNoError() {
    assertThat(TunnelEnd.towards("control.invalid", 5001).find()).isEmpty();
  }
}
