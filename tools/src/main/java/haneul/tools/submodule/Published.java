package haneul.tools.submodule;

import haneul.tools.console.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Can others have a commit? */
final class Published {
  private Published() {}

  /**
   * Whether a branch of a remote holds it, as last fetched, or a tag that its remote has too.
   *
   * @param pushed what will be pushed besides, such as {@code HEAD}
   */
  static boolean is(Git git, String commit, String... pushed) {
    List<String> question =
        new ArrayList<>(List.of("rev-list", "--max-count=1", commit, "--not", "--remotes"));
    question.addAll(List.of(pushed));
    Program.Result missing = git.ask(question.toArray(String[]::new));
    if (!missing.ok()) {
      return false; // it is not even here
    }
    return missing.text().isEmpty() || isTagged(git, commit);
  }

  /** A tag may be here only, so the remote is asked, which is seldom needed. */
  private static boolean isTagged(Git git, String commit) {
    Set<String> tags =
        new HashSet<>(
            git.answer("for-each-ref", "--contains", commit, "--format=%(objectname)", "refs/tags")
                .lines()
                .toList());
    Optional<String> remote = Attachment.remote(git);
    return !tags.isEmpty()
        && remote.isPresent()
        && git.maybe("ls-remote", "--tags", remote.get())
            .orElse("")
            .lines()
            .anyMatch(line -> tags.contains(line.substring(0, line.indexOf('\t'))));
  }
}
