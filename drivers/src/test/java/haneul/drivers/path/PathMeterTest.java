package haneul.drivers.path;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.base.host.PathProbe.Card;
import haneul.base.host.PathProbe.Hop;
import haneul.base.host.PathProbe.Measured;
import haneul.base.host.PathProbe.Told;
import haneul.base.host.PathProbe.Way;
import haneul.drivers.ovs.OwnHost;
import haneul.drivers.process.Commands;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A path over two routers to a host that answers, and what can be wrong with it. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathMeterTest {
  private static final String KEY = "0f".repeat(16);
  private static final String HERE = "10.9.1.1";
  private static final String FIRST = "10.9.1.2";
  private static final String SECOND = "10.9.2.2";
  private static final String FAR = "10.9.3.2";

  private final Paths paths = new Paths();
  private Process far;

  @BeforeAll
  void build() throws IOException {
    OwnHost.require();
    sh(
        """
        for name in first second far; do
          ip netns add $name
          ip netns exec $name sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
          ip netns exec $name nft 'table ip path { chain out { type filter hook output priority 0; }; }'
        done
        ip link add p0 type veth peer name p1 netns first
        ip -n first link add p2 type veth peer name p3 netns second
        ip -n second link add p4 type veth peer name p5 netns far
        at() { ip $1 addr add $3/24 dev $2; ip $1 link set $2 up; }
        at '' p0 10.9.1.1
        at '-n first' p1 10.9.1.2; at '-n first' p2 10.9.2.1
        at '-n second' p3 10.9.2.2; at '-n second' p4 10.9.3.1
        at '-n far' p5 10.9.3.2
        ip route add 10.9.0.0/16 via 10.9.1.2
        ip -n first route add 10.9.3.0/24 via 10.9.2.2
        ip -n second route add 10.9.1.0/24 via 10.9.2.1
        ip -n far route add default via 10.9.3.1
        """);
    far =
        new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                "far",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AnswerMain.class.getName(),
                FAR,
                HERE,
                KEY)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(far.inputReader().readLine()).isEqualTo("answers");
  }

  @AfterAll
  void remove() throws IOException {
    paths.close();
    if (far != null) {
      far.destroyForcibly().onExit().join();
      sh("ip link del p0; for name in first second far; do ip netns del $name; done");
    }
  }

  /** Wide, and silent about nothing. */
  @BeforeEach
  void mend() throws IOException {
    middle(1500);
    sh("ip link set p0 mtu 1500; ip -n far link set p5 mtu 1500");
    sh("for name in first second; do ip netns exec $name nft flush table ip path; done");
  }

  private static void sh(String script) throws IOException {
    Commands.run("sh", "-ec", script);
  }

  private static void middle(int mtu) throws IOException {
    sh("ip -n first link set p2 mtu %1$d; ip -n second link set p3 mtu %1$d".formatted(mtu));
  }

  /** Has the routers send no ICMP messages of a kind. */
  private static void silence(String kind) throws IOException {
    sh(
        "for name in first second; do ip netns exec $name nft add rule ip path out %s drop; done"
            .formatted(kind));
  }

  private Measured measure() throws IOException {
    return paths.measure(HERE, new Way(KEY, FAR, 1500));
  }

  @Test
  void aPathThatCarriesWhatItShould() throws IOException {
    Measured measured = measure();
    assertThat(measured.card()).isEqualTo(new Card("p0", 1500));
    assertThat(measured.largestBytes()).isEqualTo(1500);
    assertThat(measured.hops()).isEmpty();
  }

  @Test
  void aRouterThatSaysSoIsNamed() throws IOException {
    middle(1400);
    Measured measured = measure();
    assertThat(measured.largestBytes()).isEqualTo(1400);
    assertThat(measured.hops()).containsExactly(new Hop(FIRST, true), new Hop(SECOND, false));
    assertThat(measured.told()).contains(new Told(FIRST, 1400));
    // What the kernel has learned of the path is not what the path is.
    assertThat(Commands.run("ip", "route", "get", FAR)).contains("mtu 1400");
    middle(1500);
    assertThat(measure().largestBytes()).isEqualTo(1500);
  }

  @Test
  void routersThatSayNothingAreCounted() throws IOException {
    middle(1400);
    silence("ip protocol icmp");
    Measured measured = measure();
    assertThat(measured.largestBytes()).isEqualTo(1400);
    assertThat(measured.hops())
        .containsExactly(new Hop("", false), new Hop("", false), new Hop(FAR, false));
  }

  @Test
  void theOwnCardLimits() throws IOException {
    sh("ip link set p0 mtu 1300");
    Measured measured = measure();
    assertThat(measured.card()).isEqualTo(new Card("p0", 1300));
    assertThat(measured.largestBytes()).isEqualTo(1300);
    assertThat(measured.hops()).isEmpty();
  }

  @Test
  void theOtherHostsCardLimits() throws IOException {
    sh("ip -n far link set p5 mtu 1280");
    Measured measured = measure();
    assertThat(measured.largestBytes()).isBetween(1280, 1284); // with room for a VLAN's tag
    assertThat(measured.hops())
        .containsExactly(new Hop(FIRST, true), new Hop(SECOND, true), new Hop(FAR, false));
  }
}
