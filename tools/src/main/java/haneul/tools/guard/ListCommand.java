package haneul.tools.guard;

import haneul.tools.guard.engine.Ban;
import haneul.tools.guard.state.GuardState;
import haneul.tools.guard.state.StateJson;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code haneul guard list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List who is banned now, whose ban ends first at the top.")
final class ListCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @Mixin private StateOption state = new StateOption();

  @Option(names = "--all", description = "Also bans that are over, as far as they are remembered.")
  private boolean all;

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  ListCommand() {}

  @Override
  public Integer call() throws IOException {
    GuardState now = state.directory().read();
    Instant time = Instant.now();
    List<Ban> bans =
        all
            ? now.memory().bans().values().stream().flatMap(List::stream).toList()
            : now.memory().active(time);
    if (json) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      bans.forEach(ban -> list.add(StateJson.ban(ban)));
      spec.commandLine().getOut().println(list);
    } else if (bans.isEmpty()) {
      spec.commandLine().getOut().println("Nobody is banned.");
    } else {
      spec.commandLine().getOut().print(Report.table(bans, time));
    }
    spec.commandLine().getOut().flush();
    return 0;
  }
}
