package haneul.tools.submodule;

import haneul.tools.console.Parallel;
import haneul.tools.console.Program;
import haneul.tools.console.ShellWord;
import haneul.tools.console.UserError;
import haneul.tools.submodule.Repository.Link;
import haneul.tools.submodule.Repository.Operation;
import haneul.tools.submodule.Repository.Pointer;
import haneul.tools.submodule.Repository.WorkTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at a repository and all in it; changes nothing. */
final class Tree {
  private static final String SECTION = "submodule.";

  private final Parallel parallel;

  private Tree(Parallel parallel) {
    this.parallel = parallel;
  }

  /**
   * The whole tree that a directory lies in, from its topmost repository down.
   *
   * @param jobs how many repositories are looked at at once
   */
  static Repository around(Path directory, int jobs) {
    Path top = topmost(directory);
    return new Tree(new Parallel(jobs)).look("", top, Optional.empty());
  }

  private static Path topmost(Path directory) {
    Path top = Path.of(new Git(directory).answer("rev-parse", "--show-toplevel"));
    Optional<String> above = above(top);
    while (above.isPresent()) {
      top = Path.of(above.get());
      above = above(top);
    }
    return top;
  }

  private static Optional<String> above(Path top) {
    return new Git(top).maybe("rev-parse", "--show-superproject-working-tree");
  }

  /** What {@code .gitmodules} says of one submodule. */
  private record Entry(String name, String path, Optional<String> branch) {}

  /** What the parent knows of one submodule before anyone has looked at that. */
  private record Recorded(Entry entry, String commit, boolean conflict) {}

  /** One repository without those in it. */
  private record Seen(WorkTree workTree, List<Recorded> submodules) {}

  private Repository look(String path, Path directory, Optional<Recorded> recorded) {
    if (recorded.isPresent() && !initialised(directory)) {
      return new Repository(
          path, directory, recorded.map(it -> link(it, Pointer.SAME)), Optional.empty(), List.of());
    }
    Git git = new Git(directory);
    Seen seen = parallel.work(() -> see(git, directory));
    Optional<Link> link =
        recorded.map(it -> link(it, parallel.work(() -> pointer(git, it, seen.workTree().head()))));
    List<Repository> submodules =
        Parallel.each(
            seen.submodules(),
            below -> {
              String name = below.entry().path();
              return look(
                  path.isEmpty() ? name : path + "/" + name,
                  directory.resolve(name),
                  Optional.of(below));
            });
    return new Repository(path, directory, link, Optional.of(seen.workTree()), submodules);
  }

  /** Without its own .git, git would take the parent for it. A link might lead anywhere. */
  private static boolean initialised(Path directory) {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        && Files.exists(directory.resolve(".git"));
  }

  private static Link link(Recorded recorded, Pointer pointer) {
    Entry entry = recorded.entry();
    return new Link(entry.name(), entry.path(), entry.branch(), recorded.commit(), pointer);
  }

  private static Pointer pointer(Git git, Recorded recorded, Optional<String> head) {
    if (recorded.conflict()) {
      return Pointer.CONFLICT;
    }
    if (head.isEmpty()) {
      return Pointer.UNKNOWN;
    }
    if (head.get().equals(recorded.commit())) {
      return Pointer.SAME;
    }
    if (!git.holds("cat-file", "-e", recorded.commit() + "^{commit}")) {
      return Pointer.UNKNOWN;
    }
    if (isAncestor(git, recorded.commit(), head.get())) {
      return Pointer.AHEAD;
    }
    return isAncestor(git, head.get(), recorded.commit()) ? Pointer.BEHIND : Pointer.DIVERGED;
  }

  static boolean isAncestor(Git git, String ancestor, String descendant) {
    return git.holds("merge-base", "--is-ancestor", ancestor, descendant);
  }

  private static Seen see(Git git, Path directory) {
    List<Recorded> submodules = recorded(git, directory);
    List<String> paths = submodules.stream().map(it -> it.entry().path()).toList();
    return new Seen(
        StatusAnswer.read(
            git.pieces(
                "status",
                "--porcelain=v2",
                "-z",
                "--branch",
                "--ahead-behind",
                "--no-renames",
                "--untracked-files=normal",
                "--ignore-submodules=dirty"),
            paths,
            operation(gitDirectory(directory))),
        submodules);
  }

  /** {@code .git}, or the directory that a file of that name tells of; gitrepository-layout(5). */
  private static Path gitDirectory(Path directory) {
    Path entry = directory.resolve(".git");
    if (Files.isDirectory(entry)) {
      return entry;
    }
    try {
      return directory.resolve(
          Files.readString(entry).replaceFirst("^gitdir: ", "").stripTrailing());
    } catch (IOException e) {
      throw new UserError(ShellWord.of(entry.toString()) + " cannot be read: " + e.getMessage());
    }
  }

  private static Operation operation(Path gitDirectory) {
    if (Files.exists(gitDirectory.resolve("rebase-merge"))
        || Files.exists(gitDirectory.resolve("rebase-apply"))) {
      return Operation.REBASE;
    }
    if (Files.exists(gitDirectory.resolve("MERGE_HEAD"))) {
      return Operation.MERGE;
    }
    if (Files.exists(gitDirectory.resolve("CHERRY_PICK_HEAD"))) {
      return Operation.CHERRY_PICK;
    }
    if (Files.exists(gitDirectory.resolve("REVERT_HEAD"))) {
      return Operation.REVERT;
    }
    return Files.exists(gitDirectory.resolve("BISECT_LOG")) ? Operation.BISECT : Operation.NONE;
  }

  /** The submodules of which the index has a commit. */
  private static List<Recorded> recorded(Git git, Path directory) {
    Map<String, Entry> entries = entries(git, directory);
    if (entries.isEmpty()) {
      return List.of();
    }
    List<String> question =
        new ArrayList<>(List.of("--literal-pathspecs", "ls-files", "--stage", "-z", "--"));
    question.addAll(entries.keySet());
    Map<String, Recorded> found = new HashMap<>();
    for (String piece : git.pieces(question.toArray(String[]::new))) {
      // mode SP object SP stage TAB path
      int tab = piece.indexOf('\t');
      List<String> fields = List.of(piece.substring(0, tab).split(" ", -1));
      Entry entry = entries.get(piece.substring(tab + 1));
      if (entry != null && fields.getFirst().equals("160000")) {
        boolean conflict = !fields.get(2).equals("0");
        found.putIfAbsent(entry.path(), new Recorded(entry, fields.get(1), conflict));
      }
    }
    return found.values().stream()
        .sorted((one, other) -> one.entry().path().compareTo(other.entry().path()))
        .toList();
  }

  /** By path. While {@code .gitmodules} is in conflict, the one of the last commit counts. */
  private static Map<String, Entry> entries(Git git, Path directory) {
    if (!Files.exists(directory.resolve(".gitmodules"))) {
      return Map.of();
    }
    Program.Result file = settings(git, "--file", ".gitmodules");
    if (file.status() == 1) {
      return Map.of(); // a file that names none
    }
    Program.Result readable = file.ok() ? file : settings(git, "--blob", "HEAD:.gitmodules");
    if (!readable.ok()) {
      throw new UserError(
          "%s cannot be read: %s"
              .formatted(
                  ShellWord.of(directory.resolve(".gitmodules").toString()), file.complaint()));
    }
    Map<String, Entry> byPath = new HashMap<>();
    byName(readable.text())
        .forEach((name, values) -> {
          String path = values.get("path");
          if (path != null && !path.isEmpty()) {
            byPath.put(path, new Entry(name, path, Optional.ofNullable(values.get("branch"))));
          }
        });
    return byPath;
  }

  private static Program.Result settings(Git git, String kind, String where) {
    return git.ask("config", kind, where, "-z", "--get-regexp", "^submodule\\.");
  }

  private static Map<String, Map<String, String>> byName(String settings) {
    Map<String, Map<String, String>> byName = new HashMap<>();
    for (String piece : Git.split(settings)) {
      // submodule.NAME.KEY LF VALUE; NAME may hold dots but no line's end
      int end = piece.indexOf('\n');
      int dot = piece.lastIndexOf('.', end);
      if (dot > SECTION.length()) {
        byName
            .computeIfAbsent(piece.substring(SECTION.length(), dot), name -> new HashMap<>())
            .put(piece.substring(dot + 1, end), piece.substring(end + 1));
      }
    }
    return byName;
  }
}
