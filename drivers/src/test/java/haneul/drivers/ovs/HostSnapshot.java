package haneul.drivers.ovs;

import haneul.drivers.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that a network driver can leave on a host, as text that is equal when the hosts are. */
final class HostSnapshot {
  private HostSnapshot() {}

  /**
   * Devices, namespaces and daemons, of whichever cloud. Open vSwitch's own are the host's, and
   * stay.
   */
  static String host() throws IOException {
    TreeSet<String> lines = new TreeSet<>();
    Commands.run("ip", "-br", "link")
        .lines()
        .forEach(l -> lines.add("link " + l.split("[ @]", 2)[0]));
    Commands.run("ip", "netns")
        .lines()
        .forEach(line -> lines.add("netns " + line.split(" ", 2)[0]));
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      all.map(HostSnapshot::name)
          .filter(name -> name.matches("ovs.*|dnsmasq"))
          .filter(name -> !name.matches("ovs-vswitchd|ovsdb-server"))
          .forEach(name -> lines.add("process " + name));
    }
    try (Stream<Path> run = Files.walk(Path.of("/run/haneul"))) {
      run.forEach(file -> lines.add("file " + file));
    } catch (java.nio.file.NoSuchFileException none) {
      // Nothing was ever made there.
    }
    return String.join("\n", lines);
  }

  private static String name(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).strip();
    } catch (IOException gone) {
      return "";
    }
  }

  /** The host and one cloud's bridge, with devices in place of port numbers. */
  static String of(String cloud) throws IOException {
    Map<Integer, String> devices = new TreeMap<>();
    new Bridge(cloud)
        .interfaces()
        .forEach((device, seen) -> {
          if (seen.cloud().equals(cloud)) {
            devices.put(seen.openFlowPort(), device);
          }
        });
    String flows =
        Commands.run(
                "ovs-ofctl",
                "-O",
                "OpenFlow14",
                "dump-flows",
                "--no-stats",
                "--no-names",
                "br-int-" + cloud)
            .lines()
            .map(line -> named(line, devices))
            .sorted()
            .collect(Collectors.joining("\n"));
    String processes =
        ProcessHandle.allProcesses()
            .filter(process -> name(process).equals("dnsmasq"))
            .map(process -> Integer.toString(commandLine(process).hashCode()))
            .sorted()
            .collect(Collectors.joining(" "));
    return host() + "\n" + new TreeSet<>(devices.values()) + "\n" + flows + "\n" + processes;
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException gone) {
      return "";
    }
  }

  private static String named(String flow, Map<Integer, String> devices) {
    String text = flow;
    for (Map.Entry<Integer, String> each : devices.entrySet()) {
      text =
          text.replace(Integer.toString(each.getKey()), each.getValue())
              .replace("0x" + Integer.toHexString(each.getKey()), each.getValue());
    }
    return Arrays.stream(text.strip().split("[, ]+", -1)).sorted().collect(Collectors.joining(","));
  }
}
