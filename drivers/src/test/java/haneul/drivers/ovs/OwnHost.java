package haneul.drivers.ovs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tests that kill the host's daemons run on a host of their own: see {@code dev/in-own-host}. */
public final class OwnHost {
  private OwnHost() {}

  /** Skips the test elsewhere. */
  public static void require() {
    assumeTrue(System.getenv("HANEUL_OWN_HOST") != null, "runs under dev/in-own-host only");
  }
}
