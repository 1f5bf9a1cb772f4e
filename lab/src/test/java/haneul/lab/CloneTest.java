package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the README's first command does for one who has just cloned the project, on a machine with a
 * JDK, Maven and what the command itself installs: {@code dev/test} runs it on such a host alone.
 */
@Tag("engine")
@Tag("clone")
class CloneTest {
  private static final Path CLONE = Path.of("/var/tmp/clone");

  @Test
  void demoRunsFromAClone() {
    HostTraces before = HostTraces.now();
    Shell.run("git", "clone", "-q", "file://" + LabCloud.findHome(), CLONE.toString())
        .expectSuccess();
    assertThat(haneul("demo").expectSuccess())
        .contains("Haneul is up", "It is ACTIVE", "it does", "openstack server list");
    assertThat(haneul("status").expectSuccess()).contains("compute", "demo", "ACTIVE");
    haneul("down", "--guests").expectSuccess();
    assertThat(HostTraces.now()).isEqualTo(before);
    Shell.run("rm", "-rf", CLONE.toString(), "/var/lib/haneul").expectSuccess();
  }

  private static Shell.Output haneul(String... arguments) {
    List<String> command = new ArrayList<>(List.of(CLONE.resolve("haneul").toString()));
    command.addAll(List.of(arguments));
    return Shell.run(Duration.ofMinutes(10), Map.of(), command);
  }
}
