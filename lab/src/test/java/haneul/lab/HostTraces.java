package haneul.lab;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a cloud makes on its host, outside of its state directory: to compare before and after.
 *
 * @param devices names of network devices
 * @param namespaces names of network namespaces
 * @param processes names of the engines' processes, with their command lines
 */
record HostTraces(Set<String> devices, Set<String> namespaces, Set<String> processes) {
  static HostTraces now() {
    return new HostTraces(
        Shell.run("ip", "-o", "link")
            .expectSuccess()
            .lines()
            .map(line -> line.replaceFirst("^[0-9]+: ([^:@]+).*", "$1"))
            .collect(Collectors.toCollection(TreeSet::new)),
        Shell.run("ip", "netns", "list")
            .expectSuccess()
            .lines()
            .map(line -> line.replaceFirst(" .*", ""))
            .collect(Collectors.toCollection(TreeSet::new)),
        ProcessHandle.allProcesses()
            .map(process -> process.info().commandLine().orElse(""))
            .filter(line -> line.matches(".*(qemu-system|dnsmasq|ovs-vswitchd|ovsdb-server).*"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }
}
