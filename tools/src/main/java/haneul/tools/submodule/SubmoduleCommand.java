package haneul.tools.submodule;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code haneul submodule}: what git does in one repository, in all of a tree. */
@Command(
    name = "submodule",
    mixinStandardHelpOptions = true,
    description = {
      "Commit, push and look at a git repository and all its submodules as one.",
      "",
      "Submodules may hold submodules; commands may be given anywhere in the tree. All is done by the git program of"
          + " the user, with his configuration, hooks, signatures and passwords."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CommitCommand.class, PushCommand.class, StatusCommand.class},
    footer = {
      "",
      "To have it as a command of git:",
      "  git config --global alias.all '!haneul submodule'",
      "  git all commit -a -m 'one message'"
    })
public final class SubmoduleCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  SubmoduleCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command.");
  }
}
