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
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's command line. */
@Command(
    name = "haneul",
    description = "A private cloud in one program, with OpenStack's APIs.",
    mixinStandardHelpOptions = true,
    version = "haneul 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Start with:  haneul demo",
      "Then:        export OS_CLIENT_CONFIG_FILE=/var/lib/haneul/clouds.yaml OS_CLOUD=haneul",
      "             openstack server list"
    })
public final class Main implements Runnable {
  /** In the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
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
          CompletionCommand.class);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  Main() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command.");
  }

  /**
   * The command line, as far as {@code arguments} need it: reading what all commands take costs
   * several times what one takes.
   */
  static CommandLine commandLine(String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    CommandLine line = new CommandLine(new Main());
    needed(first).forEach(command -> line.addSubcommand(made(command)));
    return Cli.settle(line);
  }

  private static List<Class<?>> needed(String first) {
    return switch (first) {
      case "--version", "-V" -> List.of();
      case "completion" -> COMMANDS;
      default -> {
        List<Class<?>> asked =
            COMMANDS.stream().filter(command -> name(command).equals(first)).toList();
        yield asked.isEmpty() ? COMMANDS : asked;
      }
    };
  }

  /** StatusCommand is {@code status}; asking for the annotation would cost more than the rest. */
  private static String name(Class<?> command) {
    return command.getSimpleName().replace("Command", "").toLowerCase(Locale.ROOT);
  }

  private static CommandLine made(Class<?> command) {
    CommandLine made = new CommandLine(command);
    if (command == TokenCommand.class) {
      // What the tool cannot do without the cloud's own code is added to it.
      made.addSubcommand(new TokenRotateCommand());
    }
    return made;
  }

  static void main(String[] arguments) {
    System.exit(commandLine(arguments).execute(arguments));
  }
}
