package haneul.app.cli;

import haneul.app.cloud.StateDirectory;
import haneul.platform.http.Json;
import haneul.tools.console.Table;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code haneul host}: which hosts take part. */
@Command(
    name = "host",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = HostCommand.ListHosts.class,
    description = "Let hosts join, see them, take them out of use.")
public final class HostCommand implements Runnable {
  private static final String AGENTS = "/network/v2.0/agents";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  HostCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command.");
  }

  /** Control's API, as the administrator of a cloud that other hosts can join. */
  static ApiClient admin(CloudOptions cloud) throws IOException, InterruptedException {
    StateDirectory state = cloud.state();
    if (!state.exists() || state.owner().isEmpty()) {
      throw new UserError(
          "no control runs from " + state.root() + "; start it with haneul control or haneul up.");
    }
    if (state.link().isEmpty()) {
      throw new UserError("no agent can reach this cloud; start it with --link ADDRESS:PORT.");
    }
    return ApiClient.admin(state);
  }

  private static String path(String name) {
    return "/haneul/v1/hosts/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      description = "Make a token by which one host can join, once.")
  int token(
      @Mixin CloudOptions cloud,
      @Option(
              names = "--name",
              description = "The one host that may use it; needed for a host to join anew.")
          @Nullable String name,
      @Option(
              names = "--minutes",
              defaultValue = "60",
              description = "How long it is good. Default: ${DEFAULT-VALUE}")
          int minutes,
      @Option(names = "--json", description = "For programs.") boolean json)
      throws IOException, InterruptedException {
    if (minutes < 1 || minutes > 7 * 24 * 60) {
      throw new UserError("--minutes takes 1 to 10080, a week.");
    }
    ObjectNode wish = Json.object();
    wish.put("life_seconds", minutes * 60);
    if (name != null) {
      wish.put("name", name);
    }
    JsonNode made = admin(cloud).post("/haneul/v1/host-tokens", wish);
    System.out.println(json ? Json.text(made) : made.path("token").stringValue(""));
    if (!json) {
      System.err.println(
          "Good once, until "
              + made.path("expires_at").stringValue("")
              + ". On the host: haneul agent --join https://CONTROL:PORT, and this token when it"
              + " asks.");
    }
    return 0;
  }

  /** Shows them. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show the hosts, and whether each is in use.")
  static final class ListHosts implements Callable<Integer> {
    @Mixin private CloudOptions cloud = new CloudOptions();

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
      ArrayNode hosts = hosts(admin(cloud));
      System.out.print(json ? Json.text(hosts) + "\n" : table(hosts));
      return 0;
    }

    private static String table(ArrayNode hosts) {
      Table table =
          new Table("HOST", "ROLES", "STATE", "IN USE", "GUESTS", "ADDRESS", "SEEN", "CERTIFICATE");
      for (JsonNode host : hosts) {
        table.row(
            host.path("name").stringValue(""),
            String.join(
                ",", host.path("roles").valueStream().map(role -> role.stringValue("")).toList()),
            host.path("state").stringValue(""),
            host.path("status").stringValue("").equals("enabled") ? "yes" : "no",
            Integer.toString(host.path("guests").asInt(0)),
            host.path("address").stringValue(""),
            ago(host.path("seen_at").stringValue("")),
            certificate(host));
      }
      return table.toString();
    }

    private static String ago(String at) {
      return Math.max(0, Duration.between(Instant.parse(at), Instant.now()).toSeconds()) + " s ago";
    }

    private static String certificate(JsonNode host) {
      if (host.path("joined").isNull()) {
        return "control's own host";
      }
      return host.path("revoked_at").isNull()
          ? "until " + host.path("certificate_expires_at").stringValue("").substring(0, 10)
          : "revoked";
    }
  }

  /** All hosts, with what compute and network say of those they use. */
  private static ArrayNode hosts(ApiClient admin) throws IOException, InterruptedException {
    ArrayNode hosts = Json.array();
    JsonNode services = admin.computeServices();
    JsonNode agents = admin.get(AGENTS).path("agents");
    for (JsonNode found : admin.get("/haneul/v1/hosts").path("hosts")) {
      ObjectNode host = (ObjectNode) found;
      String name = found.path("name").stringValue("");
      JsonNode service = service(services, name);
      boolean serves = dhcpAgent(agents, name).path("admin_state_up").asBoolean(true);
      boolean used = found.path("revoked_at").isNull() && serves;
      // An administrator may say that a host that runs guests is down.
      host.put("state", service.path("state").stringValue(found.path("state").stringValue("")));
      host.put("status", service.path("status").stringValue(used ? "enabled" : "disabled"));
      hosts.add(host);
    }
    return hosts;
  }

  /** Shows one. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show all that is known of a host.")
  int show(
      @Mixin CloudOptions cloud,
      @Parameters(paramLabel = "HOST") String name,
      @Option(names = "--json", description = "For programs.") boolean json)
      throws IOException, InterruptedException {
    for (JsonNode host : hosts(admin(cloud))) {
      if (host.path("name").stringValue("").equals(name)) {
        Table table = new Table("FIELD", "VALUE");
        host.properties().forEach(field -> table.row(field.getKey(), text(field.getValue())));
        System.out.print(json ? Json.text(host) + "\n" : table.toString());
        return 0;
      }
    }
    throw unknown(name);
  }

  private static String text(JsonNode value) {
    if (value.isNull()) {
      return "-";
    }
    return value.isArray()
        ? value.valueStream().map(HostCommand::text).collect(Collectors.joining(", "))
        : value.isObject()
            ? value.valueStream().map(HostCommand::text).collect(Collectors.joining(" "))
            : value.asString();
  }

  private static UserError unknown(String name) {
    return new UserError("there is no host " + name + "; see haneul host list.");
  }

  private static JsonNode dhcpAgent(JsonNode agents, String host) {
    for (JsonNode agent : agents) {
      if (agent.path("host").stringValue("").equals(host)
          && agent.path("agent_type").stringValue("").equals("DHCP agent")) {
        return agent;
      }
    }
    return Json.object();
  }

  private static JsonNode service(JsonNode services, String host) {
    for (JsonNode service : services) {
      if (service.path("host").stringValue("").equals(host)
          && service.path("binary").stringValue("").equals("nova-compute")) {
        return service;
      }
    }
    return Json.object();
  }

  /** Takes hosts out of use and back by the services' own APIs. */
  private static void use(CloudOptions cloud, String name, boolean enable)
      throws IOException, InterruptedException {
    ApiClient admin = admin(cloud);
    String service = service(admin.computeServices(), name).path("id").stringValue("");
    String agent = dhcpAgent(admin.get(AGENTS).path("agents"), name).path("id").stringValue("");
    if (service.isEmpty() && agent.isEmpty()) {
      if (hosts(admin).valueStream().noneMatch(it -> it.path("name").asString("").equals(name))) {
        throw unknown(name);
      }
      throw new UserError(name + " runs neither guests nor DHCP servers: nothing can go there.");
    }
    if (!service.isEmpty()) {
      ObjectNode change = Json.object();
      change.put("status", enable ? "enabled" : "disabled");
      admin.changeComputeService(service, change);
    }
    if (!agent.isEmpty()) {
      ObjectNode change = Json.object();
      change.putObject("agent").put("admin_state_up", enable);
      admin.put(AGENTS + "/" + agent, change);
    }
  }

  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description =
          "Give a host no new guests, and its DHCP servers to other hosts. The guests it has stay"
              + " until they are deleted.")
  int drain(@Mixin CloudOptions cloud, @Parameters(paramLabel = "HOST") String name)
      throws IOException, InterruptedException {
    use(cloud, name, false);
    System.out.println(name + " gets nothing new.");
    return 0;
  }

  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Give a drained host guests and DHCP servers again.")
  int enable(@Mixin CloudOptions cloud, @Parameters(paramLabel = "HOST") String name)
      throws IOException, InterruptedException {
    use(cloud, name, true);
    System.out.println(name + " is in use again.");
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = {
        "Listen to a host no longer, e.g. when its key was stolen. Its guests run on, unseen.",
        "To let it join anew: haneul host token --name HOST"
      })
  int revoke(@Mixin CloudOptions cloud, @Parameters(paramLabel = "HOST") String name)
      throws IOException, InterruptedException {
    admin(cloud).post(path(name) + "/revoke", Json.object());
    System.out.println(name + " is not listened to any more.");
    return 0;
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Forget a host that has no guests any more.")
  int remove(@Mixin CloudOptions cloud, @Parameters(paramLabel = "HOST") String name)
      throws IOException, InterruptedException {
    admin(cloud).delete(path(name));
    System.out.println(name + " is forgotten.");
    return 0;
  }
}
