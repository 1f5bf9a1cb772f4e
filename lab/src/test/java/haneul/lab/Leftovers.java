package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server leaves on a host when it is not removed well: processes, devices, flows, leases,
 * files, ports. Compared with the host as it was before there was one.
 */
record Leftovers(HostTraces host, Set<String> files, Set<String> flows, Set<String> ports) {
  static Leftovers of(LabCloud cloud) {
    return new Leftovers(HostTraces.now(), filesNow(cloud), flowsNow(), portsNow(cloud));
  }

  void assertNothingMore(LabCloud cloud) {
    Leftovers now = of(cloud);
    assertThat(now.host().devices()).isSubsetOf(host.devices());
    assertThat(now.host().namespaces()).isSubsetOf(host.namespaces());
    assertThat(now.host().processes())
        .filteredOn(line -> line.contains("qemu-system"))
        .isSubsetOf(host.processes());
    assertThat(now.files()).isSubsetOf(files);
    assertThat(now.flows()).isSubsetOf(flows);
    assertThat(now.ports()).isSubsetOf(ports);
  }

  /** All but what grows by itself: the database and the logs. */
  private static Set<String> filesNow(LabCloud cloud) {
    try (Stream<Path> all = Files.walk(cloud.state())) {
      return all.map(path -> cloud.state().relativize(path).toString())
          .filter(name -> !name.matches("haneul\\.db.*|log/.*|crash-points|crash-trap"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> flowsNow() {
    return Shell.run("ovs-vsctl", "list-br")
        .expectSuccess()
        .lines()
        .flatMap(bridge ->
            Shell.run("ovs-ofctl", "--no-stats", "-O", "OpenFlow14", "dump-flows", bridge)
                .expectSuccess()
                .lines())
        .map(String::strip)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> portsNow(LabCloud cloud) {
    try {
      return new TreeSet<>(LabApi.login(cloud).ports());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
