package haneul.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A host that joined a cloud: an agent in a program of its own. */
final class LabHost implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final String name;
  private final Path state;

  private LabHost(String name, Path state) {
    this.name = name;
    this.state = state;
  }

  /** Joins with a fresh token, and starts. */
  static LabHost join(LabCloud control, String name) {
    try {
      LabHost host = new LabHost(name, Files.createTempDirectory(Path.of("/var/tmp"), "haneul-"));
      host.join(control);
      return host;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void join(LabCloud control) {
    String token = control.haneul("host", "token", "--name", name).expectSuccess().strip();
    haneul("agent", "--join", control.linkUrl(), "--token", token, "--name", name).expectSuccess();
  }

  /** Joins anew, as after a revocation. */
  void rejoin(LabCloud control) {
    haneul("down").expectSuccess();
    join(control);
  }

  void start() {
    haneul("agent").expectSuccess();
  }

  /** Pulls the plug of the agent. */
  void kill() {
    ProcessHandle.of(process())
        .ifPresent(process -> {
          process.destroyForcibly();
          process.onExit().join();
        });
  }

  /** The images here of which a guest's disk may be made. */
  List<String> cachedImages() {
    return Shell.run("ls", state.resolve("agent/images-cache").toString())
        .expectSuccess()
        .lines()
        .toList();
  }

  /** Stops the agent in the midst of what it does; its connections stay open. */
  void freeze() {
    Shell.run("kill", "-STOP", Long.toString(process())).expectSuccess();
  }

  void thaw() {
    Shell.run("kill", "-CONT", Long.toString(process())).expectSuccess();
  }

  private long process() {
    try {
      return Long.parseLong(Files.readString(state.resolve("lock")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Shell.Output haneul(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(LabCloud.findHome().resolve("haneul").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--state", state.toString()));
    return Shell.run(START, Map.of("HANEUL_NO_BUILD", "1"), command);
  }

  @Override
  public void close() {
    haneul("down", "--guests").expectSuccess();
    Shell.run("rm", "-rf", state.toString()).expectSuccess();
  }
}
