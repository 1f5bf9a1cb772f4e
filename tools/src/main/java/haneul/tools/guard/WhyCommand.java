package haneul.tools.guard;

import haneul.tools.console.Durations;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.engine.Ban;
import haneul.tools.guard.engine.Counter;
import haneul.tools.guard.engine.Memory;
import haneul.tools.guard.state.StateJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code haneul guard why ADDRESS}. */
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description =
        "Tell what is known of an address: its bans with the lines that led to them, and"
            + " what counts against it now.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:it is banned", "3:it is not"})
final class WhyCommand implements Callable<Integer> {
  private static final int NOT_BANNED = 3;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @Mixin private StateOption state = new StateOption();

  @Parameters(paramLabel = "ADDRESS", description = "An address, or a network as `list` shows it.")
  private String address = "";

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  WhyCommand() {}

  @Override
  public Integer call() throws IOException {
    Network asked = Network.require("why", address);
    Memory memory = state.directory().read().memory();
    Instant now = Instant.now();
    List<Ban> bans =
        memory.bans().values().stream()
            .flatMap(List::stream)
            .filter(ban -> ban.network().overlaps(asked))
            .toList();
    List<Map.Entry<Counter.Key, Counter>> counters =
        memory.counters().entrySet().stream()
            .filter(entry -> entry.getKey().network().overlaps(asked))
            .toList();
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? object(bans, counters) + "\n" : text(bans, counters, now));
    out.flush();
    return bans.stream().anyMatch(ban -> ban.end().isAfter(now)) ? 0 : NOT_BANNED;
  }

  private static ObjectNode object(List<Ban> bans, List<Map.Entry<Counter.Key, Counter>> counters) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode past = root.putArray("bans");
    bans.forEach(ban -> past.add(StateJson.ban(ban)));
    ArrayNode counts = root.putArray("counts");
    counters.forEach(entry -> {
      ObjectNode node = counts.addObject();
      node.put("network", entry.getKey().network().toString());
      node.put("rule", entry.getKey().rule());
      node.put("count", entry.getValue().count());
      node.put("latest", Instant.ofEpochMilli(entry.getValue().latestMillis()).toString());
      entry.getValue().lines().forEach(node.putArray("lines")::add);
    });
    return root;
  }

  private String text(List<Ban> bans, List<Map.Entry<Counter.Key, Counter>> counters, Instant now) {
    if (bans.isEmpty() && counters.isEmpty()) {
      return "Nothing is known of " + address + ".\n";
    }
    StringBuilder text = new StringBuilder();
    for (Ban ban : bans) {
      boolean lasts = ban.end().isAfter(now);
      text.append(ban.network()).append(lasts ? " is banned" : " was banned");
      text.append(" by ").append(ban.rule()).append(", ban ").append(ban.which());
      text.append(": from ").append(ban.start()).append(" to ").append(ban.end());
      if (lasts) {
        text.append(", ").append(Durations.text(Duration.between(now, ban.end()))).append(" left");
      }
      text.append(ban.lifted() ? "; lifted by hand\n" : "\n");
      ban.lines().forEach(line -> text.append("    ").append(line).append('\n'));
    }
    for (Map.Entry<Counter.Key, Counter> entry : counters) {
      text.append(entry.getKey().network()).append(": ").append(entry.getValue().count());
      text.append(" hits of ").append(entry.getKey().rule()).append(", the latest at ");
      text.append(Instant.ofEpochMilli(entry.getValue().latestMillis())).append('\n');
      entry.getValue().lines().forEach(line -> text.append("    ").append(line).append('\n'));
    }
    return text.toString();
  }
}
