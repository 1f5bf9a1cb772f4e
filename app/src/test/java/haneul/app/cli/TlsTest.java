package haneul.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.app.cloud.Cloud;
import haneul.app.cloud.Engines;
import haneul.app.cloud.StateDirectory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that others than its own host reach. */
class TlsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private StateDirectory state() throws Exception {
    StateDirectory state = new StateDirectory(directory.resolve("state"));
    state.create();
    return state;
  }

  private static Cloud start(StateDirectory state, boolean plain, List<String> said)
      throws Exception {
    return Cloud.start(
        new Cloud.Settings(
            state,
            new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0),
            Optional.empty(),
            Engines.FAKE,
            Cloud.Role.WHOLE,
            Optional.empty(),
            plain),
        said::add);
  }

  /** As the commands on the cloud's own host ask it. */
  private static String catalog(StateDirectory state) throws Exception {
    return ApiClient.admin(state).get("/identity/v3/auth/catalog").toString();
  }

  @Test
  void clientsAreToldWhomToTrust() throws Exception {
    StateDirectory state = state();
    List<String> said = new ArrayList<>();
    try (Cloud _ = start(state, false, said)) {
      assertThat(said.getLast()).contains("https://");
      assertThat(Files.readString(state.cloudsYaml()))
          .contains("auth_url: https://", "cacert: " + state.apiAuthority());
      assertThat(Files.readString(state.openrc(false)))
          .contains("export OS_CACERT=" + state.apiAuthority());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.apiAuthority())))
          .isEqualTo("rw-r--r--");
      assertThat(Files.readString(state.apiAuthority())).doesNotContain("PRIVATE");
      assertThat(state.plain()).isFalse();
    }
    byte[] before = Files.readAllBytes(state.certificate().orElseThrow());
    try (Cloud _ = start(state, false, said)) {
      assertThat(Files.readAllBytes(state.certificate().orElseThrow())).isEqualTo(before);
    }
  }

  @Test
  void plainHttpIsForWhoAsksForItAndIsShown() throws Exception {
    StateDirectory state = state();
    List<String> said = new ArrayList<>();
    try (Cloud _ = start(state, true, said)) {
      assertThat(said.getLast()).contains("http://");
      assertThat(Files.readString(state.cloudsYaml())).doesNotContain("cacert");
      assertThat(state.plain()).isTrue();
      assertThat(catalog(state)).contains("http://127.0.0.1");
    }
  }

  @Test
  void thePublicUrlIsWhatTheCatalogSays() throws Exception {
    StateDirectory state = state();
    Files.writeString(state.settingsFile(), "api:\n  public_url: https://cloud.example/\n");
    List<String> said = new ArrayList<>();
    try (Cloud _ = start(state, false, said)) {
      assertThat(said.getLast()).endsWith("https://cloud.example");
      assertThat(Files.readString(state.cloudsYaml()))
          .contains("auth_url: https://cloud.example/identity/v3");
      assertThat(catalog(state)).contains("https://cloud.example/compute");
    }
  }
}
