package haneul.app.lab;

import haneul.app.lab.Topology.Host;
import haneul.app.lab.Topology.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The {@link Relay}s of a lab, found by their arguments. */
final class Delays {
  private final LabDirectory directory;

  Delays(LabDirectory directory) {
    this.directory = directory;
  }

  /** Starts one, where the switch carries nothing any more. */
  void start(Host one, Host other, long millis, double lossPercent, LabSwitch wires)
      throws IOException {
    List<String> command = new ArrayList<>(HostPower.launch());
    command.addAll(List.of(Relay.COMMAND, directory.root().toString(), one.name(), other.name()));
    command.addAll(List.of(Long.toString(millis), Double.toString(lossPercent)));
    for (Wire wire : one.wires()) {
      if (other.wires().contains(wire)) {
        command.addAll(List.of(wire.port(one), wire.mac(one), wire.port(other), wire.mac(other)));
      }
    }
    Path log = directory.log("delay-" + one.name() + "-" + other.name());
    Detached.start(log, "", wires.entering(command));
  }

  /** Ends those between two hosts, in whichever order they were named. */
  void stop(Host one, Host other) throws IOException, InterruptedException {
    for (Map.Entry<ProcessHandle, List<String>> relay : relays().entrySet()) {
      if (relay.getValue().subList(0, 2).containsAll(List.of(one.name(), other.name()))) {
        end(relay.getKey());
      }
    }
  }

  void stopAll() throws IOException, InterruptedException {
    for (ProcessHandle relay : relays().keySet()) {
      end(relay);
    }
  }

  private static void end(ProcessHandle relay) throws InterruptedException {
    relay.destroyForcibly();
    Detached.awaitEnd(relay);
  }

  /** By pair of hosts in alphabetical order, e.g. {@code compute01 control}: what they do. */
  Map<String, String> now() throws IOException {
    Map<String, String> delays = new TreeMap<>();
    relays()
        .values()
        .forEach(relay ->
            delays.put(
                String.join(" ", relay.subList(0, 2).stream().sorted().toList()),
                relay.get(2) + " ms, " + relay.get(3) + " % lost"));
    return delays;
  }

  /** The processes, and what follows the lab's directory among their arguments. */
  private Map<ProcessHandle, List<String>> relays() throws IOException {
    Map<ProcessHandle, List<String>> relays = new TreeMap<>();
    for (long pid : HostProcess.pids()) {
      List<String> arguments = HostProcess.arguments(pid);
      int at = arguments.indexOf(Relay.COMMAND);
      Optional<ProcessHandle> process = ProcessHandle.of(pid);
      if (at > 0
          && arguments.size() > at + 5
          && arguments.get(at + 1).equals(directory.root().toString())
          && process.isPresent()) {
        relays.put(process.get(), arguments.subList(at + 2, arguments.size()));
      }
    }
    return relays;
  }
}
