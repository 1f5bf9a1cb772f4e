package haneul.drivers.ovs;

import haneul.drivers.process.Commands;
import haneul.drivers.spi.NetworkDriver;
import haneul.drivers.spi.NetworkDriverContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class OvsNetworkDriverTest extends NetworkDriverContract {
  @TempDir Path state;

  @BeforeAll
  static void lay() throws IOException {
    OwnHost.require();
    Commands.runWithInput(
        """
        link add phys0 up type veth peer name phys1
        link set phys1 up
        """,
        "ip",
        "-batch",
        "-");
  }

  @AfterAll
  static void takeAway() throws IOException {
    Commands.attempt("ip", "link", "del", "phys0");
  }

  @Override
  protected NetworkDriver create() throws IOException {
    return new OvsNetworkDriver(state, "t1", PHYSICAL);
  }

  @Override
  protected boolean outlivesTheProgram() {
    return true;
  }
}
