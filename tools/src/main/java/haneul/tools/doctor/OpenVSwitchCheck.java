package haneul.tools.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Does Open vSwitch run, in the kernel, with all its ports? */
final class OpenVSwitchCheck implements Check {
  private static final String MODULE = "/sys/module/openvswitch";

  @Override
  public String name() {
    return "ovs";
  }

  @Override
  public String looksAt() {
    return "whether Open vSwitch runs, in the kernel, with all its ports";
  }

  @Override
  public boolean needsCloud() {
    return false;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    Host host = surroundings.host();
    if (!OvsDatabase.isInstalled(host)) {
      return Outcome.nothingThere("Open vSwitch is not installed");
    }
    Optional<List<Map<String, JsonNode>>> bridges =
        OvsDatabase.rows(host, "Bridge", "name,datapath_type");
    if (bridges.isEmpty()) {
      return surroundings.runsGuests()
          ? Outcome.found(List.of(silent()))
          : Outcome.nothingThere(
              "Open vSwitch is installed and does not run, and no guests are here");
    }
    if (bridges.get().isEmpty()) {
      return Outcome.nothingThere("Open vSwitch has no bridges");
    }
    List<Finding> findings = new ArrayList<>();
    ports(host, findings);
    List<String> userspace = names(bridges.get(), true);
    List<String> kernel = names(bridges.get(), false);
    if (!kernel.isEmpty() && !host.has(MODULE)) {
      findings.add(
          new Finding(
              Importance.BROKEN,
              "Bridges %s need Open vSwitch's kernel module, which is not loaded: they pass nothing on."
                  .formatted(Names.of(kernel)),
              "modprobe openvswitch; if this kernel has none, boot one that has (Debian: linux-image-amd64)"));
    }
    if (!userspace.isEmpty()) {
      findings.add(slow(userspace, host.has(MODULE)));
    }
    return Outcome.found(findings);
  }

  private static List<String> names(List<Map<String, JsonNode>> bridges, boolean userspace) {
    return bridges.stream()
        .filter(bridge -> OvsDatabase.text(bridge, "datapath_type").equals("netdev") == userspace)
        .map(bridge -> OvsDatabase.text(bridge, "name"))
        .sorted()
        .toList();
  }

  private static Finding silent() {
    return new Finding(
        Importance.BROKEN,
        "Open vSwitch does not answer; guests here have no network, or none that can change.",
        "systemctl restart openvswitch-switch; then its log, /var/log/openvswitch/");
  }

  private static void ports(Host host, List<Finding> findings) throws IOException {
    for (Map<String, JsonNode> port :
        OvsDatabase.rows(host, "Interface", "name,error").orElse(List.of())) {
      String error = OvsDatabase.text(port, "error");
      if (!error.isEmpty()) {
        String name = OvsDatabase.text(port, "name");
        findings.add(
            new Finding(
                Importance.BROKEN,
                "Port %s passes nothing: %s".formatted(name, error),
                "if the device is gone for good: ovs-vsctl del-port %s; else bring it back (ip link)"
                    .formatted(name)));
      }
    }
  }

  private static Finding slow(List<String> bridges, boolean module) {
    return new Finding(
        Importance.POOR,
        "Bridges %s pass every packet through a program and not through the kernel, several times slower."
            .formatted(Names.of(bridges)),
        module
            ? "the kernel module is loaded: restart what made the bridges, which were made without it"
            : "modprobe openvswitch (if this kernel has none, boot one that has; Debian: linux-image-amd64), then restart"
                + " what made the bridges");
  }
}
