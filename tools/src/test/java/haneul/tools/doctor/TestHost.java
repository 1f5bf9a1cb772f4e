package haneul.tools.doctor;

import haneul.tools.console.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host of a few files, whose programs answer what real ones did. */
final class TestHost {
  private final Path root;
  private final Map<String, Program.Result> programs = new LinkedHashMap<>();
  private final List<String> hanging = new ArrayList<>();
  private Instant now = Instant.now();
  private Optional<Path> state = Optional.empty();
  private Optional<Path> home = Optional.empty();
  private Optional<CloudVisit> cloud = Optional.empty();

  TestHost(Path root) {
    this.root = root;
  }

  TestHost file(String path, String text) {
    try {
      Path file = root.resolve(path.substring(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestHost directory(String path) {
    try {
      Files.createDirectories(root.resolve(path.substring(1)));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program, and what it says to a command line that begins so. */
  TestHost program(String commandLine, String out) {
    return program(commandLine, 0, out);
  }

  TestHost program(String commandLine, int status, String out) {
    programs.put(commandLine, new Program.Result(status, out.getBytes(StandardCharsets.UTF_8), ""));
    return file("/usr/bin/" + commandLine.split(" ", 2)[0], "");
  }

  /** A command line that does not come back. */
  TestHost hangs(String commandLine) {
    hanging.add(commandLine);
    return this;
  }

  /** A guest that runs: its arguments, and where its file systems are mounted. */
  TestHost guest(int process, String mountinfo, String... arguments) {
    file("/proc/" + process + "/mountinfo", mountinfo);
    return file("/proc/" + process + "/cmdline", String.join("\0", arguments) + "\0");
  }

  TestHost state(Path directory) {
    state = Optional.of(directory);
    return this;
  }

  TestHost home(Path directory) {
    home = Optional.of(directory);
    return this;
  }

  TestHost at(Instant instant) {
    now = instant;
    return this;
  }

  TestHost cloud(CloudVisit visit) {
    cloud = Optional.of(visit);
    return this;
  }

  Surroundings surroundings() {
    return new Surroundings(
        now,
        new Host(root, (limit, command) -> run(command)),
        state,
        home,
        cloud,
        Optional.empty());
  }

  private Program.Result run(List<String> command) throws IOException {
    String line = String.join(" ", command);
    if (hanging.stream().anyMatch(line::startsWith)) {
      throw new IOException(command.getFirst() + " was not done within 5 s");
    }
    return programs.entrySet().stream()
        .filter(program -> line.startsWith(program.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody told what this says: " + line));
  }

  /** What a check finds here. */
  List<Finding> findings(Check check) {
    return findings(look(check));
  }

  static List<Finding> findings(Outcome outcome) {
    if (outcome instanceof Outcome.Looked(List<Finding> findings)) {
      return findings;
    }
    throw new AssertionError("it did not look: " + outcome);
  }

  Outcome look(Check check) {
    return Examination.of(surroundings(), List.of(check)).outcomes().values().iterator().next();
  }
}
