package haneul.tools.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudConfigsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private CloudConfigs configs(Map<String, String> environment) throws IOException {
    Files.createDirectories(directory.resolve("working"));
    Files.createDirectories(directory.resolve("home/.config/openstack"));
    return new CloudConfigs(environment, directory.resolve("working"), directory.resolve("home"));
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), text);
  }

  @Test
  void aFileInTheHomeAndItsSecrets() throws IOException {
    CloudConfigs configs = configs(Map.of());
    write(
        "home/.config/openstack/clouds.yaml",
        """
        clouds:
          production:
            auth:
              auth_url: https://identity.example.org:5000
              username: operator
              project_name: admin
              user_domain_name: People
            region_name: Seoul
            interface: internal
            cacert: /etc/ca.pem
        """);
    write("home/.config/openstack/secure.yaml", "clouds: {production: {auth: {password: geheim}}}");
    CloudConfig config = configs.named("production");
    assertThat(config.identity()).hasToString("https://identity.example.org:5000/v3");
    assertThat(config.method()).isEqualTo("password");
    assertThat(config.secret("password")).contains("geheim");
    assertThat(config.secret("username")).contains("operator");
    assertThat(config.secret("user_domain_name")).contains("People");
    assertThat(config.region()).contains("Seoul");
    assertThat(config.interfaceName()).isEqualTo("internal");
    assertThat(config.authorities()).contains(Path.of("/etc/ca.pem"));
    assertThat(config.verify()).isTrue();
    assertThat(config.toString()).doesNotContain("geheim");
  }

  @Test
  void theWorkingDirectoryComesFirstAndTheVariableBefore() throws IOException {
    CloudConfigs configs = configs(Map.of());
    write("home/.config/openstack/clouds.yaml", "clouds: {a: {auth: {auth_url: 'http://home'}}}");
    write(
        "working/clouds.json",
        "{\"clouds\": {\"a\": {\"auth\": {\"auth_url\": \"http://working\"}}}}");
    assertThat(configs.named("a").identity()).hasHost("working");
    write("named.yaml", "clouds: {a: {auth: {auth_url: 'http://named/identity/v2.0/'}}}");
    String named = directory.resolve("named.yaml").toString();
    assertThat(configs(Map.of("OS_CLIENT_CONFIG_FILE", named)).named("a").identity())
        .hasToString("http://named/identity/v3");
    assertThat(configs(Map.of("OS_CLIENT_CONFIG_FILE", named, "OS_CLOUD", "a")).fromEnvironment())
        .map(CloudConfig::name)
        .contains("a");
  }

  @Test
  void aProfileOfAVendor() throws IOException {
    CloudConfigs configs = configs(Map.of());
    write(
        "working/clouds-public.yaml",
        "public-clouds: {them: {auth: {auth_url: 'https://them/v3'}, region_name: x}}");
    write(
        "working/clouds.yaml",
        "clouds: {mine: {profile: them, auth: {username: me}, region_name: y}}");
    CloudConfig config = configs.named("mine");
    assertThat(config.identity()).hasHost("them");
    assertThat(config.region()).contains("y");
  }

  @Test
  void theEnvironmentAlone() throws IOException {
    CloudConfig config =
        configs(
                Map.of(
                    "OS_AUTH_URL", "http://control:5000/v3/",
                    "OS_USERNAME", "admin",
                    "OS_PASSWORD", "x",
                    "OS_TENANT_NAME", "admin",
                    "OS_ENDPOINT_TYPE", "internalURL",
                    "OS_INSECURE", "1",
                    "PATH", "/bin"))
            .fromEnvironment()
            .orElseThrow();
    assertThat(config.identity()).hasToString("http://control:5000/v3");
    assertThat(config.secret("project_name")).contains("admin");
    assertThat(config.interfaceName()).isEqualTo("internal");
    assertThat(config.verify()).isFalse();
    assertThat(configs(Map.of()).fromEnvironment()).isEmpty();
  }

  @Test
  void howToProveOneself() throws IOException {
    CloudConfigs configs = configs(Map.of());
    write(
        "working/clouds.yaml",
        """
        clouds:
          credential: {auth: {auth_url: 'http://h', application_credential_id: i, application_credential_secret: s}}
          token: {auth_type: v3token, auth: {auth_url: 'http://h', token: t}}
          kerberos: {auth_type: v3kerberos, auth: {auth_url: 'http://h'}}
          certificate: {cert: /c, auth: {auth_url: 'http://h'}}
        """);
    assertThat(configs.named("credential").method()).isEqualTo("application_credential");
    assertThat(configs.named("token").method()).isEqualTo("token");
    assertThatThrownBy(() -> configs.named("kerberos"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("v3kerberos");
    assertThatThrownBy(() -> configs.named("certificate"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not supported");
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    CloudConfigs configs = configs(Map.of());
    assertThatThrownBy(() -> configs.named("a"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no clouds.yaml in");
    write("working/clouds.yaml", "clouds: {b: {auth: {auth_url: ftp://h}}, c: {}, d: 5}");
    assertThatThrownBy(() -> configs.named("a"))
        .hasMessageContaining("has no cloud a; it has [b, c, d]");
    assertThatThrownBy(() -> configs.named("b")).hasMessageContaining("no auth_url");
    assertThatThrownBy(() -> configs.named("c")).hasMessageContaining("no auth_url");
    assertThatThrownBy(() -> configs.named("d")).hasMessageContaining("has no cloud d");
    write("working/clouds.yaml", "clouds: [\n");
    assertThatThrownBy(() -> configs.named("a"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not valid YAML");
    write("working/clouds.yaml", "clouds: {a: {auth: {auth_url: 'http://h h'}}}");
    assertThatThrownBy(() -> configs.named("a"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not a URL");
    assertThatThrownBy(() -> configs.named("a", directory.resolve("none"), Optional.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be read");
  }
}
