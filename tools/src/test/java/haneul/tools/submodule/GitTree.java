package haneul.tools.submodule;

import haneul.tools.console.CliRun;
import haneul.tools.console.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A clone as its user has it, with bare remotes beside it:
 *
 * <pre>
 * app
 * ├── lib             .gitmodules names its branch, main
 * │   └── core        a submodule of a submodule
 * ├── o"d'd LF name   spaces, quotes and a line's end in the path
 * └── plain           .gitmodules names no branch
 * </pre>
 *
 * <p>As after {@code git clone --recurse-submodules}: app is on main, the submodules are on no
 * branch.
 */
final class GitTree {
  /** The path of one submodule. */
  static final String ODD = "o\"d'd \n name";

  private static final String MAKE =
      """
      set -eu
      export GIT_TEMPLATE_DIR=
      mkdir -p remotes other && cd remotes
      for name in core odd plain lib app; do git init -q --bare $name.git; done
      new() {
        git clone -q $name.git ../other/$name 2>/dev/null && cd ../other/$name
        echo one > file && mkdir -p directory && echo two > directory/file && git add .
      }
      for name in core odd plain; do (new; git commit -qm first; git push -q origin main); done
      name=lib; (new; git submodule --quiet add ../core.git core; git commit -qm first; git push -q origin main)
      name=app
      (
        new
        git submodule --quiet add -b main ../lib.git lib
        git submodule --quiet add -b main --name odd ../odd.git "$1"
        git submodule --quiet add ../plain.git plain
        git commit -qm first
        git push -q origin main
      )
      cd .. && git clone -q --recurse-submodules "$PWD/remotes/app.git" app
      for s in lib lib/core "$1" plain; do git -C "app/$s" checkout -q --detach; done
      """;

  private final Path root;

  private GitTree(Path root) {
    this.root = root;
  }

  /** Made once, then copied: that is ten times quicker. */
  private static final class Template {
    static final Path ROOT = make();

    private static Path make() {
      try {
        Path root = Files.createTempDirectory("haneul-git-");
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> run(Path.of("/"), "rm", "-rf", root.toString())));
        run(root, "bash", "-c", MAKE, "make", ODD);
        return root;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static GitTree in(Path directory) {
    Path root = directory.resolve("tree");
    // Where the remotes are stands in the configurations.
    run(
        directory,
        "bash",
        "-c",
        "cp -a \"$0\" \"$1\" && find \"$1\" -name config -type f -print0 | xargs -0 sed -i \"s#$0#$1#\"",
        Template.ROOT.toString(),
        root.toString());
    return new GitTree(root);
  }

  static String run(Path directory, String... command) {
    try {
      Program.Result result =
          new Program(command).in(directory).within(Duration.ofMinutes(1)).run();
      if (!result.ok()) {
        throw new AssertionError(String.join(" ", command) + ": " + result.complaint());
      }
      return result.text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path root() {
    return root;
  }

  Path app() {
    return root.resolve("app");
  }

  /** A submodule; the topmost repository is the empty path. */
  Path at(String submodule) {
    return app().resolve(submodule);
  }

  Path remote(String name) {
    return root.resolve("remotes/" + name + ".git");
  }

  /** What {@code git} answers in a submodule. */
  String git(String submodule, String... arguments) {
    return gitIn(at(submodule), arguments);
  }

  static String gitIn(Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return run(directory, command.toArray(String[]::new));
  }

  /** Changes a tracked file of a submodule. */
  void change(String submodule) {
    write(at(submodule).resolve("file"), "changed " + System.nanoTime() + "\n");
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Installs a hook; {@code where} is a submodule's work tree or a bare repository. */
  void hook(Path where, String name, String script) {
    Path hooks = Path.of(gitIn(where, "rev-parse", "--absolute-git-dir")).resolve("hooks");
    run(root, "mkdir", "-p", hooks.toString());
    Path hook = hooks.resolve(name);
    write(hook, "#!/bin/sh\n" + script + "\n");
    run(root, "chmod", "+x", hook.toString());
  }

  /** Someone else pushes a commit to a remote's main. */
  void pushedByOther(String name) {
    Path other = root.resolve("other/" + name);
    write(other.resolve("theirs"), "theirs " + System.nanoTime() + "\n");
    gitIn(other, "pull", "-q", "--no-recurse-submodules");
    gitIn(other, "add", "theirs");
    gitIn(other, "commit", "-qm", "theirs");
    gitIn(other, "push", "-q");
  }

  /** Read and not asked for: it is compared often. */
  String head(String submodule) {
    try {
      Path entry = at(submodule).resolve(".git");
      Path directory =
          Files.isDirectory(entry)
              ? entry
              : at(submodule)
                  .resolve(Files.readString(entry).substring("gitdir: ".length()).strip());
      String head = Files.readString(directory.resolve("HEAD")).strip();
      return head.startsWith("ref: ")
          ? Files.readString(directory.resolve(head.substring("ref: ".length()))).strip()
          : head;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String branch(String submodule) {
    return git(submodule, "rev-parse", "--abbrev-ref", "HEAD");
  }

  String message(String submodule) {
    return git(submodule, "log", "-1", "--format=%B").stripTrailing();
  }

  /** The commit that a parent's own commit records for a submodule. */
  String recorded(String parent, String path) {
    return git(parent, "rev-parse", "HEAD:" + path);
  }

  String remoteHead(String name) {
    try {
      return Files.readString(remote(name).resolve("refs/heads/main")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code haneul submodule …} from the topmost repository. */
  CliRun haneul(String command, String... arguments) {
    return haneulFrom(app(), command, arguments);
  }

  static CliRun haneulFrom(Path directory, String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command, "-C", directory.toString()));
    all.addAll(List.of(arguments));
    return CliRun.of(new SubmoduleCommand(), all.toArray(String[]::new));
  }

  /** Where all of them stand: nothing was touched when it is equal. */
  Map<String, String> heads() {
    return Map.of(
        "",
        head(""),
        "lib",
        head("lib"),
        "lib/core",
        head("lib/core"),
        ODD,
        head(ODD),
        "plain",
        head("plain"));
  }
}
