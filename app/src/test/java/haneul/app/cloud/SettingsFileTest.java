package haneul.app.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.services.compute.domain.ComputeSettings;
import haneul.services.compute.domain.HostWeigher;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.IdentitySettings.TokenDriverName;
import haneul.services.network.domain.Segment;
import haneul.services.network.domain.SegmentSettings;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator may write, and what they are told when they may not. */
class SettingsFileTest {
  private final Path file;

  SettingsFileTest(@TempDir Path directory) {
    file = directory.resolve("haneul.yaml");
  }

  private IdentitySettings read(String text) throws IOException {
    Files.writeString(file, text);
    return new SettingsFile(file).identity();
  }

  @Test
  void withoutAFileTheUsualHolds() throws IOException {
    assertThat(new SettingsFile(file).identity()).isEqualTo(IdentitySettings.USUAL);
    assertThat(read("")).isEqualTo(IdentitySettings.USUAL);
    assertThat(read("identity:\n")).isEqualTo(IdentitySettings.USUAL);
  }

  @Test
  void everythingCanBeSaid() throws IOException {
    IdentitySettings settings =
        read(
            """
            identity:
              tokens:
                driver: memcached
                memcached: [cache1:11211, '[fd00::1]:11212']
                life_minutes: 240
              login:
                lock_out_attempts: 3
                lock_out_minutes: 30
                failures_at_once: 0
                failures_per_minute: 5
            """);

    assertThat(settings.tokens().driver()).isEqualTo(TokenDriverName.MEMCACHED);
    assertThat(settings.tokens().memcached())
        .containsExactly(
            InetSocketAddress.createUnresolved("cache1", 11211),
            InetSocketAddress.createUnresolved("fd00::1", 11212));
    assertThat(settings.tokens().life()).isEqualTo(Duration.ofHours(4));
    assertThat(settings.logIn())
        .isEqualTo(new IdentitySettings.LogInLimits(3, Duration.ofMinutes(30), 0, 5));
  }

  @Test
  void computeIsSaidToo() throws IOException {
    Files.writeString(
        file,
        """
        compute:
          host_down_seconds: 30
          initial_cpu_allocation_ratio: 16
          initial_ram_allocation_ratio: 1.5
          weight_multipliers: {ram: -1.0, soft_affinity: 0}
        """);
    ComputeSettings settings = new SettingsFile(file).compute();

    assertThat(settings.hostSilence()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.scheduling().cpuRatio()).isEqualTo(16);
    assertThat(settings.scheduling().ramRatio()).isEqualTo(1.5);
    assertThat(settings.scheduling().diskRatio()).isEqualTo(1);
    assertThat(settings.scheduling().multipliers())
        .containsEntry(HostWeigher.RAM, -1.0)
        .containsEntry(HostWeigher.CPU, 1.0)
        .containsEntry(HostWeigher.SOFT_AFFINITY, 0.0);
    Files.writeString(file, "identity:\n");
    assertThat(new SettingsFile(file).compute()).isEqualTo(ComputeSettings.USUAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compute: {host_down_seconds: 1}",
        "compute: {initial_cpu_allocation_ratio: 0}",
        "compute: {initial_ram_allocation_ratio: much}",
        "compute: {initial_disk_allocation_ratio: .nan}",
        "compute: {weight_multipliers: {memory: 1}}",
        "compute: {weight_multipliers: 1}",
        "compute: {zone: nova}",
        "identity: {tokens: {driver: redis}}",
        "identity: {tokens: {driver: 7}}",
        "identity: {tokens: {driver: memcached}}",
        "identity: {tokens: {memcached: cache1:11211}}",
        "identity: {tokens: {memcached: [cache1]}}",
        "identity: {tokens: {memcached: ['cache1:0']}}",
        "identity: {tokens: {memcached: ['cache1:99999']}}",
        "identity: {tokens: {memcached: ['cache1:11211\\r\\nflush_all']}}",
        "identity: {tokens: {life_minutes: 0}}",
        "identity: {tokens: {life_minutes: 1.5}}",
        "identity: {tokens: {life_minutes: 99999999999999999999}}",
        "identity: {tokens: {lifetime: 60}}",
        "identity: {login: {lock_out_attempts: -1}}",
        "identity: {login: [1]}",
        "identity: 5",
        "identitty: {}",
        "- identity",
        "identity: {tokens: {driver: sql, driver: sql}}",
        "identity: {tokens: {driver: !!java.lang.String sql}}",
        "a: &a [1]\nb: *c",
        "{",
      })
  void aMistakeIsNamed(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageMatching("(?s)[^\\r]*");
  }

  @Test
  void aChangeHoldsWithoutARestartAndAMistakeChangesNothing() throws IOException {
    SettingsFile settings = new SettingsFile(file);

    Files.writeString(file, "identity: {tokens: {driver: sql}}");
    settings.look();
    assertThat(settings.identity().tokens().driver()).isEqualTo(TokenDriverName.SQL);

    Files.writeString(file, "identity: {tokens: {driver: sqlite}}");
    settings.look();
    assertThat(settings.identity().tokens().driver()).isEqualTo(TokenDriverName.SQL);

    Files.delete(file);
    settings.look();
    assertThat(settings.identity()).isEqualTo(IdentitySettings.USUAL);
  }

  @Test
  void networksSpanHostsAsChosen() throws IOException {
    Files.writeString(
        file,
        """
        network:
          type: gre
          segmentation_ids: 100-200
          physical_networks: [physnet1]
          bridge_mappings: [physnet1:eth1, out:br-ex]
          tunnel_address: 192.0.2.10
        """);
    NetworkChoice chosen = new SettingsFile(file).network();
    assertThat(chosen.segments())
        .isEqualTo(new SegmentSettings(Segment.Kind.GRE, 100, 200, List.of("physnet1")));
    assertThat(chosen.bridgeMappings()).isEqualTo(Map.of("physnet1", "eth1", "out", "br-ex"));
    assertThat(chosen.tunnelAddress()).contains(InetAddress.ofLiteral("192.0.2.10"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network: {type: geneve}",
        "network: {type: flat}",
        "network: {segmentation_ids: 5}",
        "network: {segmentation_ids: 9-5}",
        "network: {segmentation_ids: 1-16777216}",
        "network: {physical_networks: ['a b']}",
        "network: {bridge_mappings: [physnet1]}",
        "network: {bridge_mappings: [physnet1:eth1:up]}",
        "network: {bridge_mappings: ['physnet1:../eth1']}",
        "network: {bridge_mappings: [physnet1:eth1, physnet2:eth1]}",
        "network: {bridge_mappings: [physnet1:eth1, physnet1:eth2]}",
        "network: {tunnel_address: here}",
        "network: {tunnels: gre}",
      })
  void whatIsNoNetworkSettingIsRefused(String text) throws IOException {
    Files.writeString(file, text);
    assertThatThrownBy(() -> new SettingsFile(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString());
  }
}
