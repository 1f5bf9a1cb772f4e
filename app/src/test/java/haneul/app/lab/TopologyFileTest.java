package haneul.app.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.app.lab.Topology.Host;
import haneul.app.lab.Topology.Role;
import haneul.app.lab.Topology.Wire;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TopologyFileTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private Topology read(String text) throws IOException {
    return TopologyFile.read(Files.writeString(directory.resolve("hosts.yaml"), text));
  }

  @Test
  void whatIsRememberedIsReadAsItWas() throws IOException {
    assertThat(read(TopologyFile.write(Topology.SEED))).isEqualTo(Topology.SEED);
  }

  @Test
  void whatIsNotSaidIsAsUsual() throws IOException {
    Topology topology =
        read(
            "hosts:\n  a: {roles: [control, compute]}\n  b: {roles: [network], address: 10.100.0.99}");
    assertThat(topology.hosts())
        .containsExactly(
            new Host("a", EnumSet.of(Role.CONTROL, Role.COMPUTE), 7, 4096),
            new Host("b", EnumSet.of(Role.NETWORK), 99, 4096));
    assertThat(topology.agents()).extracting(Host::name).containsExactly("b");
    assertThat(Wire.TUNNEL.address(topology.host("b"))).isEqualTo("10.101.0.99");
  }

  @Test
  void noTwoPortsOrAddressesAreTheSame() {
    List<String> all =
        Topology.SEED.all().stream()
            .flatMap(host ->
                host.wires().stream()
                    .flatMap(wire ->
                        List.of(wire.port(host), wire.address(host), wire.mac(host)).stream()))
            .toList();
    assertThat(all).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                  | 2 to 32 hosts
          {a: {roles: [control]}}                                             | 2 to 32 hosts
          {a: {roles: [control]}, b: {roles: [control]}}                      | exactly one host
          {a: {roles: [compute]}, b: {roles: [compute]}}                      | exactly one host
          {a: {roles: [control]}, b: {}}                                      | b needs a role
          {a: {roles: [control]}, b: {roles: [king]}}                         | hosts.b.roles must be
          {a: {roles: [control]}, b: {roles: compute}}                        | hosts.b.roles must be
          {a: {roles: [control]}, outside: {roles: [compute]}}                | cannot have the name outside
          {a: {roles: [control]}, 'b c': {roles: [compute]}}                  | cannot have the name b c
          {a: {roles: [control]}, '../b': {roles: [compute]}}                 | cannot have the name ../b
          {a: {roles: [control]}, b: {roles: [compute], address: 10.0.0.1}}   | hosts.b.address must be
          {a: {roles: [control]}, b: {roles: [compute], address: 10.100.0.1}} | hosts.b.address must be
          {a: {roles: [control]}, b: {roles: [compute], address: 10.100.0.7}} | the name or address of another
          {a: {roles: [control]}, b: {roles: [compute], memory_mebibytes: 1}} | hosts.b.memory_mebibytes must be
          {a: {roles: [control]}, b: {roles: [compute], disk: 1}}             | hosts.b.disk is not a setting
          [a, b]                                                              | hosts must be a mapping
          """)
  void aMistakeIsNamed(String hosts, String said) {
    assertThatThrownBy(() -> read("hosts: " + hosts))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a:b", "a b", "a;b"})
  void aDirectoryThatMountsDoNotTakeIsRefused(String name) {
    assertThatThrownBy(() -> new LabDirectory(Path.of("/var/tmp/" + name)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("--state");
  }

  @Test
  void aDirectoryOfSomethingElseIsLeftAlone() throws IOException {
    Files.writeString(directory.resolve("mine"), "");
    LabDirectory lab = new LabDirectory(directory);
    assertThatThrownBy(lab::create)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("something else");
    assertThat(directory).isDirectoryContaining(path -> path.endsWith("mine"));
  }
}
