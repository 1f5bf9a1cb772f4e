package haneul.drivers.ovs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Tests that kill the host's daemons run on a host of their own: see {@code dev/in-own-host}. */
final class OwnHost {
  private OwnHost() {}

  /** Skips the test where the host's own devices are in sight. */
  static void require() {
    assumeTrue(
        !Files.exists(Path.of("/sys/class/net/eth0")) && Files.exists(Path.of("/run/openvswitch")),
        "runs under dev/in-own-host only");
  }
}
