package haneul.app.cli;

import haneul.platform.http.Json;
import haneul.tools.console.ProgressBar;
import haneul.tools.console.Table;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code haneul mtu}: how large packets between hosts may be. */
@Command(
    name = "mtu",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Find where packets are too large for what is between hosts.")
public final class MtuCommand implements Runnable {
  private static final int ASK_EVERY_MILLIS = 200;
  private static final int FOUND = 1;
  private static final int NOT_ALL_SEEN = 2;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  MtuCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command.");
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Send packets as large as the networks need between all hosts, find where they are lost, and say what to set"
            + " where. Changes nothing.",
        "",
        "Exit status: 0 all paths carry them, 1 some do not, 2 none was found that does not, but not all could be looked"
            + " at."
      })
  int check(
      @Mixin CloudOptions cloud,
      @Parameters(
              paramLabel = "HOST",
              arity = "0..*",
              description = "Only paths from and to these hosts. Default: between all.")
          @Nullable List<String> hosts,
      @Option(names = "--json", description = "For programs.") boolean json)
      throws IOException, InterruptedException {
    ObjectNode wish = Json.object();
    ArrayNode names = wish.putArray("hosts");
    (hosts == null ? List.<String>of() : hosts).forEach(names::add);
    ApiClient admin = HostCommand.admin(cloud);
    JsonNode check = admin.post("/haneul/v1/mtu-checks", wish);
    ProgressBar progress = new ProgressBar(terminal(), check.path("paths_total").asInt(0));
    while (!check.path("state").asString("").equals("done")) {
      progress.at(check.path("paths_checked").asInt(0));
      Thread.sleep(ASK_EVERY_MILLIS);
      check = admin.get("/haneul/v1/mtu-checks/" + check.path("id").asString(""));
    }
    progress.at(check.path("paths_checked").asInt(0));
    progress.end();
    System.out.print(json ? Json.text(check) + "\n" : text(check));
    return status(check);
  }

  /** Where progress is shown: to people only. */
  private static @Nullable PrintWriter terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        ? new PrintWriter(System.err, true, StandardCharsets.UTF_8)
        : null;
  }

  private static int status(JsonNode check) {
    if (!check.path("findings").isEmpty()) {
      return FOUND;
    }
    boolean seen =
        problems(check).isEmpty()
            && check
                .path("paths")
                .valueStream()
                .noneMatch(path -> path.path("state").asString("").equals("unknown"));
    return seen ? 0 : NOT_ALL_SEEN;
  }

  private static String text(JsonNode check) {
    StringBuilder text = new StringBuilder();
    List<JsonNode> wrong =
        check
            .path("paths")
            .valueStream()
            .filter(path -> !path.path("state").asString("").equals("fine"))
            .toList();
    int fine = check.path("paths").size() - wrong.size();
    text.append(
        "%d of %d paths between %d hosts carry packets of %s bytes%s.%n"
            .formatted(
                fine,
                check.path("paths_total").asInt(0),
                check.path("hosts").size(),
                check.path("needed_bytes").asString(""),
                need(check)));
    if (!wrong.isEmpty()) {
      Table table = new Table("FROM", "TO", "CARRIES", "IS");
      for (JsonNode path : wrong) {
        table.row(
            path.path("from").asString(""),
            path.path("to").asString(""),
            path.path("largest_bytes").asString("?"),
            path.path("problem").isNull()
                ? path.path("state").asString("")
                : path.path("problem").asString(""));
      }
      text.append('\n').append(table);
    }
    for (JsonNode finding : check.path("findings")) {
      text.append(
          "%n%s%n    mend: %s%n"
              .formatted(finding.path("what").asString(""), finding.path("mend").asString("")));
    }
    problems(check)
        .forEach((host, why) -> text.append("%ncould not ask %s: %s%n".formatted(host, why)));
    return text.toString();
  }

  /** For the sake of which network. */
  private static String need(JsonNode check) {
    JsonNode widest = check.path("networks").path(0);
    return widest.isMissingNode()
        ? ", which a new network would need"
        : ", which %s (%s, MTU %s) needs"
            .formatted(
                widest.path("name").asString(""),
                widest.path("type").asString(""),
                widest.path("mtu").asString(""));
  }

  private static Map<String, String> problems(JsonNode check) {
    Map<String, String> problems = new LinkedHashMap<>();
    for (JsonNode host : check.path("hosts")) {
      if (host.path("problem").isString()) {
        problems.put(host.path("name").asString(""), host.path("problem").asString(""));
      }
    }
    return problems;
  }
}
