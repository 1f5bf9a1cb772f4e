package haneul.tools.openstack;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Finds clouds where OpenStack's clients find them: {@code clouds.yaml} and {@code secure.yaml},
 * and the variables {@code OS_*}.
 * https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html
 */
public final class CloudConfigs {
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

  /** Old names of what is meant. */
  private static final Map<String, String> OLD_NAMES =
      Map.of(
          "tenant_name", "project_name",
          "tenant_id", "project_id",
          "user_name", "username",
          "endpoint_type", "interface");

  private final Map<String, String> environment;
  private final Path working;
  private final Path home;

  /**
   * @param environment such as {@link System#getenv()}
   * @param working where {@code clouds.yaml} is looked for first
   * @param home the user's
   */
  public CloudConfigs(Map<String, String> environment, Path working, Path home) {
    this.environment = Map.copyOf(environment);
    this.working = working;
    this.home = home;
  }

  /** Those of this process. */
  public static CloudConfigs usual() {
    return new CloudConfigs(
        System.getenv(),
        Path.of("").toAbsolutePath(),
        Path.of(System.getProperty("user.home", "/")));
  }

  /** What {@code OS_CLOUD} names, or the other {@code OS_*} describe; none when there are none. */
  public Optional<CloudConfig> fromEnvironment() {
    if (environment.containsKey("OS_CLOUD")) {
      return Optional.of(named(environment.get("OS_CLOUD")));
    }
    if (!environment.containsKey("OS_AUTH_URL")) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    environment.forEach((name, value) -> {
      if (name.startsWith("OS_")) {
        put(values, name.substring(3).toLowerCase(Locale.ROOT), value);
      }
    });
    return Optional.of(config("OS_*", values));
  }

  /**
   * A cloud of {@code clouds.yaml}.
   *
   * @throws UserError when there is none, or it lacks something
   */
  public CloudConfig named(String name) {
    Optional<Path> file = find("OS_CLIENT_CONFIG_FILE", "clouds");
    if (file.isEmpty()) {
      throw new UserError(
          "there is no clouds.yaml in %s; name one with OS_CLIENT_CONFIG_FILE"
              .formatted(directories()));
    }
    return named(name, file.get(), find("OS_CLIENT_SECURE_FILE", "secure"));
  }

  /**
   * A cloud of one file.
   *
   * @param secure a file with what is secret, laid over the first
   */
  public CloudConfig named(String name, Path file, Optional<Path> secure) {
    Map<?, ?> clouds = map(read(file).get("clouds"));
    if (!(clouds.get(name) instanceof Map<?, ?> cloud)) {
      TreeSet<String> names = new TreeSet<>();
      clouds.keySet().forEach(key -> names.add(String.valueOf(key)));
      throw new UserError("%s has no cloud %s; it has %s".formatted(file, name, names));
    }
    Map<String, String> values = new HashMap<>();
    Object profile = cloud.get("profile");
    if (profile instanceof String known) {
      find("OS_CLIENT_VENDOR_FILE", "clouds-public")
          .ifPresent(
              vendors -> flatten(values, map(map(read(vendors).get("public-clouds")).get(known))));
    }
    flatten(values, cloud);
    secure.ifPresent(path -> flatten(values, map(map(read(path).get("clouds")).get(name))));
    return config(name, values);
  }

  /** One level deep: {@code auth} holds what others hold beside it. */
  private static void flatten(Map<String, String> into, Map<?, ?> cloud) {
    cloud.forEach((key, value) -> {
      if (key.equals("auth")) {
        flatten(into, map(value));
      } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        put(into, String.valueOf(key), String.valueOf(value));
      }
    });
  }

  private static void put(Map<String, String> into, String key, String value) {
    into.put(OLD_NAMES.getOrDefault(key, key), value);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Map<?, ?> read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new UserError(file + " is larger than 1 MiB");
      }
      // JSON is YAML too.
      return map(
          new Load(LoadSettings.builder().setLabel(file.toString()).build())
              .loadFromString(Files.readString(file)));
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e.getMessage());
    } catch (YamlEngineException e) {
      throw new UserError(file + " is not valid YAML: " + e.getMessage());
    }
  }

  private Optional<Path> find(String variable, String name) {
    String named = environment.get(variable);
    if (named != null) {
      return Optional.of(Path.of(named))
          .filter(file -> Files.isRegularFile(file) || !name.equals("secure"));
    }
    for (Path directory : directories()) {
      for (String ending : ENDINGS) {
        Path file = directory.resolve(name + ending);
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private List<Path> directories() {
    String configured = environment.get("XDG_CONFIG_HOME");
    Path own = configured == null ? home.resolve(".config") : Path.of(configured);
    return List.of(working, own.resolve("openstack"), Path.of("/etc/openstack"));
  }

  private static CloudConfig config(String name, Map<String, String> values) {
    if (values.containsKey("cert") || values.containsKey("key")) {
      throw new UserError(
          "cloud " + name + " wants a client's certificate, which is not supported.");
    }
    String type = values.getOrDefault("auth_type", guessed(values));
    String method =
        switch (type) {
          case "password", "v3password" -> "password";
          case "token", "v3token" -> "token";
          case "v3applicationcredential" -> "application_credential";
          default ->
              throw new UserError(
                  "cloud %s wants auth_type %s; supported are password, v3token and v3applicationcredential"
                      .formatted(name, type));
        };
    String verify = values.getOrDefault("verify", "true");
    String insecure = values.getOrDefault("insecure", "false");
    return new CloudConfig(
        name,
        identity(name, values),
        method,
        Map.copyOf(values),
        Optional.ofNullable(values.get("region_name")),
        values.getOrDefault("interface", "public").replaceFirst("URL$", ""),
        Optional.ofNullable(values.get("cacert")).filter(file -> !file.isEmpty()).map(Path::of),
        !verify.equalsIgnoreCase("false")
            && !insecure.equalsIgnoreCase("true")
            && !insecure.equals("1"));
  }

  private static String guessed(Map<String, String> values) {
    if (values.containsKey("application_credential_secret")) {
      return "v3applicationcredential";
    }
    return values.containsKey("token") ? "token" : "password";
  }

  private static URI identity(String name, Map<String, String> values) {
    String text = values.getOrDefault("auth_url", "");
    try {
      URI url = new URI(text.strip().replaceFirst("/+$", "").replaceFirst("/v2\\.0$", ""));
      if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?")) {
        throw new UserError(
            "cloud %s has no auth_url such as https://HOST:5000/v3".formatted(name));
      }
      return url.getPath().endsWith("/v3") ? url : new URI(url + "/v3");
    } catch (URISyntaxException e) {
      throw new UserError("cloud %s: auth_url %s is not a URL".formatted(name, text));
    }
  }
}
