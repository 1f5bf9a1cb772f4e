package haneul.app.cloud;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Writes what clients need to find and enter the cloud: clouds.yaml, openrc, openrc-admin. */
public final class ClientFiles {
  private ClientFiles() {}

  /**
   * @param authUrl of identity, e.g. {@code http://127.0.0.1:5000/identity/v3}
   * @param authority the file with the certificate that clients have to trust; none: they know it
   */
  public static void write(
      StateDirectory state,
      String authUrl,
      Optional<Path> authority,
      StateDirectory.Passwords passwords)
      throws IOException {
    StateDirectory.writePrivately(
        state.cloudsYaml(),
        "clouds:\n"
            + cloud("haneul", authUrl, authority, "demo", passwords.demo())
            + cloud("haneul-admin", authUrl, authority, "admin", passwords.admin()));
    StateDirectory.writePrivately(
        state.openrc(false), openrc(authUrl, authority, "demo", passwords.demo()));
    StateDirectory.writePrivately(
        state.openrc(true), openrc(authUrl, authority, "admin", passwords.admin()));
  }

  private static String cloud(
      String name, String authUrl, Optional<Path> authority, String user, String password) {
    return """
      %s:
        auth:
          auth_url: %s
          username: %s
          password: %s
          project_name: %s
          user_domain_name: Default
          project_domain_name: Default
        region_name: RegionOne
        identity_api_version: "3"
    """
            .formatted(name, authUrl, user, password, user)
        + authority.map(file -> "    cacert: " + file + "\n").orElse("");
  }

  private static String openrc(
      String authUrl, Optional<Path> authority, String user, String password) {
    return """
    unset OS_CLOUD OS_TOKEN OS_SYSTEM_SCOPE OS_TENANT_NAME OS_TENANT_ID OS_CACERT
    export OS_AUTH_URL=%s
    export OS_USERNAME=%s
    export OS_PASSWORD=%s
    export OS_PROJECT_NAME=%s
    export OS_USER_DOMAIN_NAME=Default
    export OS_PROJECT_DOMAIN_NAME=Default
    export OS_REGION_NAME=RegionOne
    export OS_IDENTITY_API_VERSION=3
    """
            .formatted(authUrl, user, password, user)
        + authority.map(file -> "export OS_CACERT=" + file + "\n").orElse("");
  }
}
