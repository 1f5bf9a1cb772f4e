package haneul.drivers.ovs;

import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A program that applies one plan and ends without closing anything: a test kills it on the way.
 */
public final class ApplyMain {
  private ApplyMain() {}

  /** {@code STATE CLOUD PLAN} where the plan is {@code one}, {@code other} or {@code none}. */
  public static void main(String[] arguments) throws IOException {
    OvsNetworkDriver driver = new OvsNetworkDriver(Path.of(arguments[0]), arguments[1], Map.of());
    apply(driver, arguments[2]);
    Runtime.getRuntime().halt(0);
  }

  static void apply(OvsNetworkDriver driver, String plan) throws IOException {
    switch (plan) {
      case "one" ->
          apply(
              driver,
              List.of("n"),
              Plans.port("n", "a", 11, Plans.ALL_OUT, Plans.PING_IN),
              Plans.port("n", "b", 12, Plans.ALL_OUT, Plans.tcpIn(22, 22)));
      case "other" ->
          apply(
              driver,
              List.of("n", "m"),
              Plans.port("n", "b", 12, Plans.ALL_OUT, Plans.tcpIn(80, 80)),
              Plans.port("m", "c", 11, Plans.ALL_OUT));
      case "none" -> driver.removeAll();
      default -> throw new IllegalArgumentException(plan);
    }
  }

  private static void apply(OvsNetworkDriver driver, List<String> names, WantedPort... ports)
      throws IOException {
    List<WantedNetwork> networks = new ArrayList<>();
    for (String name : names) {
      networks.add(
          Plans.network(
              name,
              Arrays.stream(ports)
                  .filter(port -> port.network().equals(Plans.networkId(name)))
                  .toList()));
    }
    driver.apply(networks, List.of(ports), Arrays.stream(ports).map(Plans::metadata).toList());
  }
}
