package haneul.tools.submodule;

import haneul.tools.console.Program;
import haneul.tools.console.ShellWord;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The user's git program, in one directory. */
final class Git {
  private static final Duration QUESTION_LIMIT = Duration.ofMinutes(2);

  /** Hooks may run a project's tests, and a push may be large; someone is watching. */
  private static final Duration ACTION_LIMIT = Duration.ofHours(2);

  /**
   * What git tells its hooks and aliases about one repository; another one must not believe it. (Of
   * {@code git rev-parse --local-env-vars}, without those that carry {@code -c} options.)
   */
  private static final List<String> OF_ONE_REPOSITORY =
      List.of(
          "GIT_ALTERNATE_OBJECT_DIRECTORIES",
          "GIT_COMMON_DIR",
          "GIT_CONFIG",
          "GIT_DIR",
          "GIT_GRAFT_FILE",
          "GIT_IMPLICIT_WORK_TREE",
          "GIT_INDEX_FILE",
          "GIT_INTERNAL_SUPER_PREFIX",
          "GIT_NO_REPLACE_OBJECTS",
          "GIT_OBJECT_DIRECTORY",
          "GIT_PREFIX",
          "GIT_REPLACE_REF_BASE",
          "GIT_SHALLOW_FILE",
          "GIT_WORK_TREE");

  private final Path directory;
  private final Map<String, String> settings;

  Git(Path directory) {
    this(directory, Map.of());
  }

  private Git(Path directory, Map<String, String> settings) {
    this.directory = directory;
    this.settings = settings;
  }

  /**
   * The same with submodules that have moved, even where {@code diff.ignoreSubmodules} or a
   * submodule's {@code ignore} tells git to look away, which then has nothing to commit.
   *
   * @param names of the submodules
   */
  Git seeing(List<String> names) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("diff.ignoreSubmodules", "dirty");
    names.forEach(name -> all.put("submodule." + name + ".ignore", "dirty"));
    return new Git(directory, all);
  }

  /** Asks; the answer may be no. */
  Program.Result ask(String... arguments) {
    return run(program(List.of(arguments)).within(QUESTION_LIMIT));
  }

  boolean holds(String... arguments) {
    return ask(arguments).ok();
  }

  /** Asks what must have an answer: without the last line's end. */
  String answer(String... arguments) {
    Program.Result result = ask(arguments);
    if (!result.ok()) {
      throw new UserError(
          "git -C %s %s: %s"
              .formatted(ShellWord.of(directory.toString()), arguments[0], result.complaint()));
    }
    return result.text();
  }

  /** The answer, when there is one that is not empty. */
  Optional<String> maybe(String... arguments) {
    Program.Result result = ask(arguments);
    return result.ok() && !result.text().isEmpty() ? Optional.of(result.text()) : Optional.empty();
  }

  /** What a question with {@code -z} answers, piece by piece. */
  List<String> pieces(String... arguments) {
    return split(answer(arguments));
  }

  static List<String> split(String answer) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int end = answer.indexOf('\0'); end >= 0; end = answer.indexOf('\0', start)) {
      pieces.add(answer.substring(start, end));
      start = end + 1;
    }
    return pieces;
  }

  /** Does something that takes its time; hooks and git are heard while it lasts. */
  Program.Result act(List<String> arguments, Consumer<String> listener) {
    return run(program(arguments).within(ACTION_LIMIT).heardBy(listener));
  }

  /** Does something with a list of paths, which may be long and of any characters. */
  Program.Result actOn(List<String> paths, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--pathspec-from-file=-", "--pathspec-file-nul"));
    String list = String.join("\0", paths);
    return run(program(all).within(ACTION_LIMIT).reading(list.getBytes(StandardCharsets.UTF_8)));
  }

  private Program program(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(arguments);
    Program program = new Program(command).in(directory).with("GIT_OPTIONAL_LOCKS", "0");
    OF_ONE_REPOSITORY.forEach(name -> program.with(name, null));
    configure(program);
    return program;
  }

  /** By the environment, as a name may hold an equals sign; after what is there. */
  private void configure(Program program) {
    if (settings.isEmpty()) {
      return;
    }
    String before = System.getenv("GIT_CONFIG_COUNT");
    int count = before != null && before.matches("[0-9]{1,6}") ? Integer.parseInt(before) : 0;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      program.with("GIT_CONFIG_KEY_" + count, setting.getKey());
      program.with("GIT_CONFIG_VALUE_" + count, setting.getValue());
      count++;
    }
    program.with("GIT_CONFIG_COUNT", Integer.toString(count));
  }

  private Program.Result run(Program program) {
    try {
      return program.run();
    } catch (IOException e) {
      throw new UserError(
          "in " + directory + ": " + e.getMessage() + (isMissing(e) ? "; install git" : ""));
    }
  }

  private static boolean isMissing(IOException e) {
    return String.valueOf(e.getMessage()).startsWith("Cannot run program");
  }
}
