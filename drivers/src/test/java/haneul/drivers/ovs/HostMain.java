package haneul.drivers.ovs;

import haneul.base.host.HostWanted;
import haneul.base.wire.HostWire;
import haneul.drivers.spi.NetworkDriver.Applied;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The driver on another host: applies each file whose name it reads, and says what came of it. */
public final class HostMain {
  private HostMain() {}

  /** {@code STATE CLOUD}; an empty line removes all. */
  public static void main(String[] arguments) throws IOException {
    try (OvsNetworkDriver driver =
            new OvsNetworkDriver(Path.of(arguments[0]), arguments[1], Map.of("physnet1", "lan0"));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        try {
          answer(line.isEmpty() ? removed(driver) : applied(driver, Path.of(line)));
        } catch (IOException | RuntimeException failed) {
          answer("failed: " + failed);
        }
      }
    }
  }

  private static void answer(String said) {
    System.out.println(said.replace('\n', ' '));
  }

  private static String removed(OvsNetworkDriver driver) throws IOException {
    driver.removeAll();
    return "ok";
  }

  private static String applied(OvsNetworkDriver driver, Path file) throws IOException {
    HostWanted wanted = HostWire.wanted(Files.readAllBytes(file));
    Applied applied =
        driver.apply(
            wanted.networks(),
            wanted.ports(),
            wanted.ports().stream().map(Plans::metadata).toList());
    boolean clean =
        applied.ports().stream().allMatch(port -> port.fault().isEmpty())
            && applied.networks().stream().allMatch(network -> network.fault().isEmpty());
    return clean ? "ok" : applied.toString();
  }
}
