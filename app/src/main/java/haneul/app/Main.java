package haneul.app;

import haneul.app.cli.AgentCommand;
import haneul.app.cli.ControlCommand;
import haneul.app.cli.DemoCommand;
import haneul.app.cli.DownCommand;
import haneul.app.cli.HostCommand;
import haneul.app.cli.LabCommand;
import haneul.app.cli.LogsCommand;
import haneul.app.cli.MtuCommand;
import haneul.app.cli.StatusCommand;
import haneul.app.cli.TokenRotateCommand;
import haneul.app.cli.UpCommand;
import haneul.tools.console.Cli;
import haneul.tools.console.CompletionCommand;
import haneul.tools.doctor.DoctorCommand;
import haneul.tools.guard.GuardCommand;
import haneul.tools.submodule.SubmoduleCommand;
import haneul.tools.token.TokenCommand;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's command line. */
@Command(
    name = "haneul",
    description = "A private cloud in one program, with OpenStack's APIs.",
    mixinStandardHelpOptions = true,
    version = "haneul 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      ControlCommand.class,
      AgentCommand.class,
      HostCommand.class,
      MtuCommand.class,
      LabCommand.class,
      DoctorCommand.class,
      GuardCommand.class,
      SubmoduleCommand.class,
      TokenCommand.class,
      CompletionCommand.class
    },
    footer = {
      "",
      "Start with:  haneul demo",
      "Then:        export OS_CLIENT_CONFIG_FILE=/var/lib/haneul/clouds.yaml OS_CLOUD=haneul",
      "             openstack server list"
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  Main() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command.");
  }

  /** The whole command line; what a tool cannot do without the cloud's own code is added to it. */
  static CommandLine commandLine() {
    CommandLine all = Cli.of(new Main());
    Objects.requireNonNull(all.getSubcommands().get("token"))
        .addSubcommand(new TokenRotateCommand());
    // Once more, for what was added.
    return all.setExecutionExceptionHandler(all.getExecutionExceptionHandler());
  }

  static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }
}
