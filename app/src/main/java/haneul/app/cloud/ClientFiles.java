package haneul.app.cloud;

import java.io.IOException;

/** Writes what clients need to find and enter the cloud: clouds.yaml, openrc, openrc-admin. */
public final class ClientFiles {
  private ClientFiles() {}

  /**
   * @param authUrl of identity, e.g. {@code http://127.0.0.1:5000/identity/v3}
   */
  public static void write(StateDirectory state, String authUrl, StateDirectory.Passwords passwords)
      throws IOException {
    StateDirectory.writePrivately(
        state.cloudsYaml(),
        "clouds:\n"
            + cloud("haneul", authUrl, "demo", "demo", passwords.demo())
            + cloud("haneul-admin", authUrl, "admin", "admin", passwords.admin()));
    StateDirectory.writePrivately(
        state.openrc(false), openrc(authUrl, "demo", "demo", passwords.demo()));
    StateDirectory.writePrivately(
        state.openrc(true), openrc(authUrl, "admin", "admin", passwords.admin()));
  }

  private static String cloud(
      String name, String authUrl, String user, String project, String password) {
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
        .formatted(name, authUrl, user, password, project);
  }

  private static String openrc(String authUrl, String user, String project, String password) {
    return """
    unset OS_CLOUD OS_TOKEN OS_SYSTEM_SCOPE OS_TENANT_NAME OS_TENANT_ID
    export OS_AUTH_URL=%s
    export OS_USERNAME=%s
    export OS_PASSWORD=%s
    export OS_PROJECT_NAME=%s
    export OS_USER_DOMAIN_NAME=Default
    export OS_PROJECT_DOMAIN_NAME=Default
    export OS_REGION_NAME=RegionOne
    export OS_IDENTITY_API_VERSION=3
    """
        .formatted(authUrl, user, password, project);
  }
}
