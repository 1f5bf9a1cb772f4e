package haneul.tools.openstack;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * How to enter a cloud with a password, found where OpenStack's own clients look: a cloud of {@code
 * clouds.yaml}, or the variables {@code OS_*}; else what Haneul wrote for its admin.
 *
 * @param authUrl of identity, ending in {@code /v3}
 */
public record CloudAccess(
    String authUrl,
    String username,
    String userDomain,
    String projectName,
    String projectDomain,
    String password) {
  private static final int MOST_BYTES = 1 << 20;
  private static final String HANEULS_OWN = "haneul-admin";

  /** Never shows the password. */
  @Override
  public String toString() {
    return username + " at " + authUrl;
  }

  /**
   * @param cloud the name asked for, if any
   * @param environment a variable's value, null when it is not set
   * @param haneuls the {@code clouds.yaml} of this host's own cloud
   */
  public static CloudAccess find(
      Optional<String> cloud, Function<String, @Nullable String> environment, Path haneuls)
      throws IOException {
    Optional<String> name = cloud.or(() -> Optional.ofNullable(environment.apply("OS_CLOUD")));
    if (name.isPresent()) {
      for (Path file : files(environment, haneuls)) {
        Optional<CloudAccess> found = inFile(file, name.get());
        if (found.isPresent()) {
          return found.get();
        }
      }
      throw new UserError("no clouds.yaml has a cloud " + name.get() + ".");
    }
    if (environment.apply("OS_AUTH_URL") != null) {
      return of(
          "the environment",
          key -> environment.apply("OS_" + key.toUpperCase(java.util.Locale.ROOT)));
    }
    if (!Files.exists(haneuls)) {
      throw new UserError(
          "no cloud was named and none runs from "
              + haneuls.getParent()
              + ": give --os-cloud or --state; for a Keystone, --jdbc.");
    }
    return inFile(haneuls, HANEULS_OWN)
        .orElseThrow(() -> new UserError(haneuls + " has no cloud " + HANEULS_OWN + "."));
  }

  private static List<Path> files(Function<String, @Nullable String> environment, Path haneuls) {
    String named = environment.apply("OS_CLIENT_CONFIG_FILE");
    if (named != null) {
      return List.of(Path.of(named));
    }
    String home = environment.apply("HOME");
    return List.of(
        Path.of("clouds.yaml"),
        Path.of(home == null ? "/" : home, ".config/openstack/clouds.yaml"),
        Path.of("/etc/openstack/clouds.yaml"),
        haneuls);
  }

  private static Optional<CloudAccess> inFile(Path file, String name) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new UserError(file + " is larger than " + MOST_BYTES + " bytes.");
    }
    Object all;
    try {
      all =
          new Load(LoadSettings.builder().setLabel(file.toString()).build())
              .loadFromString(Files.readString(file));
    } catch (YamlEngineException e) {
      throw new UserError(file + " is not valid YAML: " + e.getMessage());
    }
    if (all instanceof Map<?, ?> top
        && top.get("clouds") instanceof Map<?, ?> clouds
        && clouds.get(name) instanceof Map<?, ?> cloud
        && cloud.get("auth") instanceof Map<?, ?> auth) {
      return Optional.of(
          of(
              "cloud " + name + " of " + file,
              key -> auth.get(key) == null ? null : String.valueOf(auth.get(key))));
    }
    return Optional.empty();
  }

  private static CloudAccess of(String where, Function<String, @Nullable String> value) {
    Function<String, String> needed =
        key -> {
          String found = value.apply(key);
          if (found == null || found.isBlank()) {
            throw new UserError(where + " does not say " + key + "; a password login needs it.");
          }
          return found;
        };
    Function<String, String> domain =
        key -> {
          String found = value.apply(key);
          return found == null ? "Default" : found;
        };
    String url = needed.apply("auth_url").replaceFirst("/+$", "");
    return new CloudAccess(
        url.endsWith("/v3") ? url : url + "/v3",
        needed.apply("username"),
        domain.apply("user_domain_name"),
        needed.apply("project_name"),
        domain.apply("project_domain_name"),
        needed.apply("password"));
  }
}
