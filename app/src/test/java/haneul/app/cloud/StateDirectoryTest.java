package haneul.app.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.host.HostRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  private final StateDirectory state;

  StateDirectoryTest(@TempDir Path root) {
    state = new StateDirectory(root);
  }

  @Test
  void aHostRemembersWhatItDoes() throws IOException {
    state.rememberControl(
        "https://control:5001",
        "0a1b",
        Set.of(HostRole.STORAGE, HostRole.NETWORK),
        Optional.of("192.0.2.7"),
        Map.of("physnet1", "eth1", "out", "br-ex"));
    assertThat(state.roles()).containsExactlyInAnyOrder(HostRole.STORAGE, HostRole.NETWORK);
    assertThat(state.tunnelAddress()).contains("192.0.2.7");
    assertThat(state.physicalNetworks()).isEqualTo(Map.of("physnet1", "eth1", "out", "br-ex"));
  }

  @Test
  void aHostThatJoinedBeforeThereWereRolesHasTheUsualOnes() throws IOException {
    assertThat(state.roles()).isEqualTo(HostRole.USUAL);
    Files.writeString(
        state.root().resolve("settings.json"),
        "{\"control\": \"https://control:5001\", \"tag\": \"0a1b\"}");
    assertThat(state.roles()).isEqualTo(HostRole.USUAL);
    assertThat(state.tunnelAddress()).isEmpty();
    assertThat(state.physicalNetworks()).isEmpty();
  }

  @Test
  void onlyWhoRunsTheCloudMakesItsPasswords() throws IOException {
    assertThatThrownBy(state::passwords).isInstanceOf(IOException.class);
    StateDirectory.Passwords made = state.ensurePasswords();
    assertThat(state.ensurePasswords()).isEqualTo(made);
    assertThat(state.passwords()).isEqualTo(made);
  }
}
