package haneul.tools.token;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code haneul token}: tokens of our own cloud, or of a Keystone by its database. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = {
      "Show who holds tokens and who asks for too many, and remove expired ones.",
      "",
      "Without --jdbc it is about a Haneul cloud, asked by its API: the one of --os-cloud, of OS_CLOUD or OS_AUTH_URL,"
          + " or else the one on this host. With --jdbc it is about a Keystone that keeps its tokens in MySQL or"
          + " MariaDB; that works while it runs, and changes nothing unless told to."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ReportCommand.class, AdviseCommand.class, FlushCommand.class},
    footer = {
      "",
      "When `nova list` hangs:",
      "  haneul token report --jdbc jdbc:mariadb://control/keystone",
      "  haneul token advise --jdbc jdbc:mariadb://control/keystone --apply",
      "  haneul token flush  --jdbc jdbc:mariadb://control/keystone"
    })
public final class TokenCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  TokenCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command.");
  }
}
