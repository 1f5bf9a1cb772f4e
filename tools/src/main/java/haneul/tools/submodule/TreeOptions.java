package haneul.tools.submodule;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which repositories a command is about. */
final class TreeOptions {
  private static final int MAX_JOBS = 64;

  @Option(
      names = "-C",
      paramLabel = "DIR",
      description =
          "Run as if started in DIR. Any directory of the tree will do: the command always begins at the topmost"
              + " repository.")
  private Path directory = Path.of("");

  @Option(
      names = "--only",
      paramLabel = "PATH",
      description = "Only the submodule at PATH and those in it. May be given several times.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--skip",
      paramLabel = "PATH",
      description = "Not the submodule at PATH and those in it. May be given several times.")
  private List<String> skip = new ArrayList<>();

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description =
          "How many repositories are looked at at once; by default one a processor. And how many are reached over"
              + " the network at once; by default 1, so that passwords are asked for one at a time.")
  private @Nullable Integer jobs;

  /** Where the command was started. */
  Path start() {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new UserError("there is no directory " + directory);
    }
  }

  Repository tree() {
    return Tree.around(start(), jobs().orElse(Runtime.getRuntime().availableProcessors()));
  }

  Selection selection(Repository top) {
    return new Selection(top, start(), only, skip);
  }

  int networkJobs() {
    return jobs().orElse(1);
  }

  private Optional<Integer> jobs() {
    if (jobs != null && (jobs < 1 || jobs > MAX_JOBS)) {
      throw new UserError("--jobs takes 1 to " + MAX_JOBS + ", not " + jobs);
    }
    return Optional.ofNullable(jobs);
  }
}
