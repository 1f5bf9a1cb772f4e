package haneul.tools.guard;

import haneul.tools.console.UserError;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.engine.Ban;
import haneul.tools.guard.state.GuardState;
import haneul.tools.guard.state.Places;
import haneul.tools.guard.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code haneul guard unban ADDRESS…}: writes the state itself when nobody works on it, and has the
 * guard that does write it otherwise.
 */
@Command(
    name = "unban",
    mixinStandardHelpOptions = true,
    description = {
      "Lift bans before their time, everywhere they were put: .htaccess and nftables.",
      "",
      "Works beside a guard that follows, too. What the address did until now does not count any"
          + " more; should it be banned again, that ban is longer."
    })
final class UnbanCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;
  @Mixin private StateOption state = new StateOption();

  @Parameters(
      arity = "0..*",
      paramLabel = "ADDRESS",
      description = "Addresses, or networks as `list` shows them.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--all",
      description =
          "Every ban; nothing of the guard is left in .htaccess files and nftables. To do away with"
              + " a guard, stop it first.")
  private boolean all;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  UnbanCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (all == !addresses.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Say which addresses, or --all.");
    }
    List<Network> asked = addresses.stream().map(text -> Network.require("unban", text)).toList();
    StateDirectory directory = state.directory();
    List<Ban> active = directory.read().memory().active(Instant.now());
    List<Network> banned =
        active.stream()
            .map(Ban::network)
            .filter(network -> all || asked.stream().anyMatch(network::overlaps))
            .toList();
    for (Network one : asked) {
      if (banned.stream().noneMatch(one::overlaps)) {
        throw new UserError(one + " is not banned; `haneul guard list` shows who is.");
      }
    }
    Optional<StateDirectory.Lock> lock = directory.tryLock();
    if (lock.isPresent()) {
      try (StateDirectory.Lock _ = lock.get()) {
        lift(directory, banned);
      }
    } else {
      haveLifted(directory, banned);
    }
    banned.forEach(network -> spec.commandLine().getOut().println(network + " is let in again"));
    spec.commandLine().getOut().flush();
    return 0;
  }

  private void lift(StateDirectory directory, List<Network> banned)
      throws IOException, InterruptedException {
    GuardState now = directory.read();
    Instant time = Instant.now();
    banned.forEach(network -> now.memory().lift(network, time));
    directory.write(now);
    List<String> failures = Actions.everywhere(now).apply(now.memory().active(time), time);
    if (!failures.isEmpty()) {
      throw new UserError(
          "lifted, but not everywhere: " + String.join(" ", failures) + " Say it again then.");
    }
    if (all) {
      now.places(Places.NONE);
      directory.write(now);
    }
  }

  private static void haveLifted(StateDirectory directory, List<Network> banned)
      throws IOException, InterruptedException {
    List<Path> wishes = new ArrayList<>();
    for (Network network : banned) {
      wishes.add(directory.wish(network));
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (wishes.stream().anyMatch(Files::exists)) {
      if (System.nanoTime() > end) {
        throw new UserError(
            "the guard that works on "
                + directory.root()
                + " was asked, and has not done it yet; it will when it is done with what it reads.");
      }
      Thread.sleep(50);
    }
  }
}
