package haneul.tools.doctor;

import haneul.tools.console.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The host that the doctor looks at.
 *
 * @param root of its files
 * @param runner of its programs
 */
record Host(Path root, Runner runner) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Runs a program of the host. */
  interface Runner {
    /**
     * @throws IOException when it cannot be started or takes too long
     */
    Program.Result run(Duration limit, List<String> command) throws IOException;
  }

  /** The one that this program runs on. */
  static Host here() {
    return new Host(
        Path.of("/"),
        (limit, command) -> new Program(command).within(limit).with("LC_ALL", "C").run());
  }

  /** A file by its absolute path. */
  Path file(String path) {
    return root.resolve(path.substring(1));
  }

  boolean has(String path) {
    return Files.exists(file(path));
  }

  /** Whether a program is installed. */
  boolean hasProgram(String name) {
    return List.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/local/bin/").stream()
        .anyMatch(directory -> has(directory + name));
  }

  Program.Result run(String... command) throws IOException {
    return run(LIMIT, List.of(command));
  }

  Program.Result run(Duration limit, List<String> command) throws IOException {
    return runner.run(limit, command);
  }

  /** What a program prints, when it is there and ends well. */
  Optional<String> ask(String... command) throws IOException {
    if (!hasProgram(command[0])) {
      return Optional.empty();
    }
    Program.Result result = run(command);
    return result.ok() ? Optional.of(result.text()) : Optional.empty();
  }
}
