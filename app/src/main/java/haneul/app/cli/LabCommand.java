package haneul.app.cli;

import haneul.tools.console.UserError;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code haneul lab}: a cloud of many hosts on this machine. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LabUpCommand.class, LabStatusCommand.class, LabShellCommand.class},
    description = {
      "A cloud of seven hosts on this machine, and what can go wrong with them, on purpose.",
      "",
      "Each host is a set of namespaces with a root of its own laid over this machine's, its own"
          + " network, processes and sshd. It runs real engines; it is no jail. Nothing of it is on"
          + " this machine's network but the API, on loopback."
    },
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = {
      "  haneul lab up",
      "  export OS_CLIENT_CONFIG_FILE=/var/lib/haneul-lab/clouds.yaml OS_CLOUD=haneul-admin",
      "  openstack compute service list",
      "  haneul lab cut control compute01       and see it go down",
      "  haneul lab mend control compute01",
      "  haneul lab down",
      "",
      "What a host is, the networks, the limits: docs/lab.md"
    })
public final class LabCommand implements Runnable {
  private static final long MOST_MILLIS = 60_000;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  LabCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command.");
  }

  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "Take the lab away: its hosts with their disks, its wires, its files.")
  int down(@Mixin LabOptions options) throws IOException, InterruptedException {
    options.lab().down();
    return 0;
  }

  @Command(
      name = "power-off",
      mixinStandardHelpOptions = true,
      description = "Pull a host's power cord: all its processes end at once. Its disk stays.")
  int powerOff(@Mixin LabOptions options, @Parameters(paramLabel = "HOST") String host)
      throws IOException, InterruptedException {
    options.lab().powerOff(host);
    return 0;
  }

  @Command(
      name = "power-on",
      mixinStandardHelpOptions = true,
      description = "Switch a host on, and start its agent or control as its boot would.")
  int powerOn(@Mixin LabOptions options, @Parameters(paramLabel = "HOST") String host)
      throws IOException, InterruptedException {
    options.lab().powerOn(host);
    return 0;
  }

  @Command(
      name = "cut",
      mixinStandardHelpOptions = true,
      description = "Let no packet pass between two hosts, on any network.")
  int cut(
      @Mixin LabOptions options,
      @Parameters(paramLabel = "HOST") String one,
      @Parameters(paramLabel = "HOST") String other)
      throws IOException, InterruptedException {
    options.lab().cut(one, other);
    return 0;
  }

  @Command(
      name = "mend",
      mixinStandardHelpOptions = true,
      description = "Let packets pass between two hosts again, at once and all of them.")
  int mend(
      @Mixin LabOptions options,
      @Parameters(paramLabel = "HOST") String one,
      @Parameters(paramLabel = "HOST") String other)
      throws IOException, InterruptedException {
    options.lab().mend(one, other);
    return 0;
  }

  @Command(
      name = "delay",
      mixinStandardHelpOptions = true,
      description = "Hold up every packet between two hosts, on all networks, in both directions.")
  int delay(
      @Mixin LabOptions options,
      @Parameters(paramLabel = "HOST") String one,
      @Parameters(paramLabel = "HOST") String other,
      @Parameters(paramLabel = "MILLISECONDS") long millis,
      @Option(
              names = "--loss",
              paramLabel = "PERCENT",
              defaultValue = "0",
              description = "Lose so many of a hundred packets. Default: none")
          double lossPercent)
      throws IOException, InterruptedException {
    if (millis < 0 || millis > MOST_MILLIS || !(lossPercent >= 0 && lossPercent <= 100)) {
      throw new UserError(
          "a delay is 0 to " + MOST_MILLIS + " milliseconds, and --loss 0 to 100 percent.");
    }
    options.lab().delay(one, other, millis, lossPercent);
    return 0;
  }

  @Command(
      name = "freeze",
      mixinStandardHelpOptions = true,
      description = "Stop a host where it is. Others see silence, until `thaw`.")
  int freeze(@Mixin LabOptions options, @Parameters(paramLabel = "HOST") String host)
      throws IOException, InterruptedException {
    options.lab().freeze(host);
    return 0;
  }

  @Command(name = "thaw", mixinStandardHelpOptions = true, description = "Let a frozen host go on.")
  int thaw(@Mixin LabOptions options, @Parameters(paramLabel = "HOST") String host)
      throws IOException, InterruptedException {
    options.lab().thaw(host);
    return 0;
  }
}
