package haneul.app.cli;

import haneul.app.cloud.HostShutdown;
import haneul.app.cloud.StateDirectory;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code haneul down}: stops the cloud; its guests only when asked. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stop the cloud. Guests and their networks run on, unless --guests.")
public final class DownCommand implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 30;

  @Mixin private CloudOptions cloud = new CloudOptions();

  @Option(
      names = "--guests",
      description =
          "Shut the guests down too and take down their networks. Disks stay; `up` and `openstack"
              + " server start` bring them back.")
  private boolean guests;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StateDirectory state = cloud.state();
    Optional<ProcessHandle> owner = state.exists() ? state.owner() : Optional.empty();
    if (owner.isPresent()) {
      stop(owner.get());
      System.out.println("Haneul is down.");
    } else {
      System.out.println("No cloud runs from " + state.root() + ".");
    }
    if (guests && state.exists()) {
      HostShutdown.run(state, System.out::println);
    }
    return 0;
  }

  private static void stop(ProcessHandle process) throws InterruptedException {
    process.destroy();
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      System.out.println("It did not stop in " + PATIENCE_SECONDS + " s; killing it.");
      process.destroyForcibly();
      process.onExit().join();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new UserError("cannot stop process " + process.pid() + ": " + e.getMessage());
    }
  }
}
