package haneul.tools.submodule;

import haneul.tools.console.Parallel;
import haneul.tools.console.Program;
import haneul.tools.console.ShellWord;
import haneul.tools.submodule.PushPlan.Push;
import haneul.tools.submodule.Repository.WorkTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks whether all pushes can be done, before any is: each is tried with {@code git push
 * --dry-run}, which reaches the remote, needs the same permissions, runs the pre-push hook and sees
 * a remote that has gone on.
 */
final class PushCheck {
  private final List<Push> pushes;

  private final Parallel parallel;
  private final Consumer<String> heard;

  private PushCheck(List<Push> pushes, int jobs, Consumer<String> heard) {
    this.pushes = pushes;
    this.parallel = new Parallel(jobs);
    this.heard = heard;
  }

  /**
   * @param jobs how many remotes are asked at once
   * @param heard gets what hooks say
   * @return what stands in the way of any of them
   */
  static List<Refusal> refusals(List<Push> pushes, int jobs, Consumer<String> heard) {
    PushCheck check = new PushCheck(pushes, jobs, heard);
    List<Answer> answers = check.parallel.work(pushes, check::ask);
    List<Refusal> refusals = new ArrayList<>();
    answers.forEach(answer -> answer.refusal().ifPresent(refusals::add));
    refusals.addAll(rivals(answers));
    check.parallel.work(pushes, check::missing).forEach(refusals::addAll);
    check.parallel.work(pushes, PushCheck::unnamed).forEach(refusals::addAll);
    return refusals;
  }

  /** What a remote said; where the push would go, as {@code URL REF}. */
  private record Answer(Push push, Set<String> destinations, Optional<Refusal> refusal) {}

  /** A command line of git for a push. */
  static List<String> arguments(Push push, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("push", "--porcelain", "--recurse-submodules=no"));
    arguments.addAll(List.of(options));
    if (push.follow()) {
      arguments.add("--set-upstream");
    }
    arguments.addAll(push.destination());
    return arguments;
  }

  private Answer ask(Push push) {
    Git git = push.repository().git();
    Program.Result result = git.act(arguments(push, "--dry-run"), text -> {});
    Set<String> destinations = new LinkedHashSet<>();
    String url = "";
    boolean rejected = false;
    for (String line : result.text().lines().toList()) {
      List<String> fields = List.of(line.split("\t", -1));
      if (line.startsWith("To ")) {
        url = line.substring(3);
      } else if (fields.size() == 3) {
        destinations.add(url + " " + fields.get(1).substring(fields.get(1).indexOf(':') + 1));
        rejected |= fields.getFirst().equals("!");
      }
    }
    if (result.ok()) {
      heard.accept(result.err());
      return new Answer(push, destinations, Optional.empty());
    }
    return new Answer(push, Set.of(), Optional.of(refusal(push, rejected, result)));
  }

  private static Refusal refusal(Push push, boolean rejected, Program.Result result) {
    Repository repository = push.repository();
    Git git = repository.git();
    Optional<String> branch = repository.workTree().flatMap(WorkTree::branch);
    if (git.answer("remote").isEmpty()) {
      return new Refusal(
          repository,
          "it has no remote to push to",
          repository.command() + " remote add origin URL; or leave it out with --skip");
    }
    Optional<String> tracking =
        branch
            .flatMap(name -> git.maybe("for-each-ref", "--format=%(push)", "refs/heads/" + name))
            .or(() ->
                push.attachment()
                    .map(to ->
                        "refs/remotes/%s/%s".formatted(to.remote().orElseThrow(), to.branch())));
    if (rejected
        && tracking.isPresent()
        && git.ask("fetch", "--quiet", "--no-recurse-submodules").ok()) {
      Optional<Refusal> parted = parted(push, git, tracking.get());
      if (parted.isPresent()) {
        return parted.get();
      }
    }
    if (branch.isPresent()
        && push.destination().isEmpty()
        && repository.workTree().flatMap(WorkTree::upstream).isEmpty()
        && tracking.isEmpty()) {
      return noUpstream(repository, branch.get());
    }
    return new Refusal(
        repository,
        "git would not push it: " + result.complaint().indent(4).strip(),
        repository.command() + " push --dry-run must work first");
  }

  static Refusal noUpstream(Repository repository, String branch) {
    return new Refusal(
        repository,
        "its branch %s follows no branch of a remote".formatted(branch),
        "haneul submodule push --set-upstream makes it there; or %s branch --set-upstream-to REMOTE/BRANCH %s"
            .formatted(repository.command(), ShellWord.of(branch)));
  }

  private static Optional<Refusal> parted(Push push, Git git, String tracking) {
    Repository repository = push.repository();
    Optional<String> counts =
        git.maybe("rev-list", "--left-right", "--count", "HEAD..." + tracking);
    if (counts.isEmpty() || counts.get().endsWith("\t0")) {
      return Optional.empty();
    }
    List<String> sides = List.of(counts.get().split("\t", -1));
    String remote = tracking.substring("refs/remotes/".length());
    return Optional.of(
        new Refusal(
            repository,
            "its history and that of %s have parted (%s here, %s there)"
                .formatted(
                    remote,
                    Words.count(Integer.parseInt(sides.getFirst()), "commit"),
                    Words.count(Integer.parseInt(sides.get(1)), "commit")),
            "%s rebase %s (or merge); then haneul submodule commit, so that its parent records what came of it"
                .formatted(repository.command(), ShellWord.of(remote))));
  }

  /** Two work trees of one repository: what the first pushes is in the way of the second. */
  private static List<Refusal> rivals(List<Answer> answers) {
    Map<String, Push> first = new HashMap<>();
    List<Refusal> refusals = new ArrayList<>();
    for (Answer answer : answers) {
      for (String destination : answer.destinations()) {
        Push other = first.putIfAbsent(destination, answer.push());
        Repository repository = answer.push().repository();
        if (other != null && !head(other.repository()).equals(head(repository))) {
          refusals.add(
              new Refusal(
                  repository,
                  "it and %s would push different commits to the same place, %s"
                      .formatted(other.repository().shown(), destination),
                  "%s pull --rebase %s HEAD, and the other way round; then haneul submodule commit"
                      .formatted(
                          repository.command(),
                          ShellWord.of(other.repository().directory().toString()))));
        }
      }
    }
    return refusals;
  }

  private static String head(Repository repository) {
    return repository.workTree().flatMap(WorkTree::head).orElse("");
  }

  /** Commits of submodules that the pushed commits record and nobody could get. */
  private List<Refusal> missing(Push push) {
    Repository repository = push.repository();
    Map<String, Repository> byPath = new HashMap<>();
    for (Repository submodule : repository.submodules()) {
      if (submodule.workTree().isPresent()) {
        submodule.link().ifPresent(link -> byPath.put(link.path(), submodule));
      }
    }
    List<Refusal> refusals = new ArrayList<>();
    if (byPath.isEmpty()) {
      return refusals;
    }
    for (Recorded recorded : recorded(repository.git(), byPath.keySet())) {
      Repository submodule = byPath.get(recorded.path());
      if (submodule != null && !isOrWillBePublished(submodule, recorded.commit())) {
        refusals.add(
            new Refusal(
                repository,
                "it records commit %s of %s, which is on no remote and would not be pushed"
                    .formatted(Words.commit(recorded.commit()), submodule.shown()),
                "push that commit of %s (was it skipped, or left on no branch?), or record another"
                    .formatted(submodule.shown())));
      }
    }
    return refusals;
  }

  /**
   * Commits of repositories that the pushed commits record without a word in {@code .gitmodules}:
   * nobody who clones it knows where they are from. What others pushed so is left to them.
   */
  private static List<Refusal> unnamed(Push push) {
    Repository repository = push.repository();
    Git git = repository.git();
    Set<String> paths = new LinkedHashSet<>();
    for (String piece : git.pieces("ls-tree", "-r", "-z", "HEAD")) {
      if (piece.startsWith("160000 ")) {
        paths.add(piece.substring(piece.indexOf('\t') + 1));
      }
    }
    if (paths.isEmpty()) {
      return List.of();
    }
    Program.Result named =
        git.ask(
            "config",
            "--blob",
            "HEAD:.gitmodules",
            "-z",
            "--get-regexp",
            "^submodule\\..*\\.path$");
    if (named.ok()) {
      Git.split(named.text()).forEach(one -> paths.remove(one.substring(one.indexOf('\n') + 1)));
    }
    Set<String> unnamed = new LinkedHashSet<>();
    if (!paths.isEmpty()) {
      recorded(git, paths).forEach(it -> unnamed.add(it.path()));
      unnamed.retainAll(paths);
    }
    return unnamed.stream()
        .map(path ->
            new Refusal(
                repository,
                "it records a repository at %s that .gitmodules does not name: nobody who clones it could get that"
                    .formatted(ShellWord.of(path)),
                "%s submodule add URL %s, or %s rm --cached -- %s; then commit"
                    .formatted(
                        repository.command(),
                        ShellWord.of(path),
                        repository.command(),
                        ShellWord.of(path))))
        .toList();
  }

  private record Recorded(String path, String commit) {}

  private static Set<Recorded> recorded(Git git, Set<String> paths) {
    List<String> commits =
        new ArrayList<>(
            List.of("--literal-pathspecs", "rev-list", "HEAD", "--not", "--remotes", "--"));
    commits.addAll(paths);
    Set<Recorded> recorded = new LinkedHashSet<>();
    for (String commit : git.answer(commits.toArray(String[]::new)).lines().toList()) {
      List<String> changes =
          new ArrayList<>(
              List.of("--literal-pathspecs", "diff-tree", "-r", "-m", "-z", "--root", "--raw"));
      changes.addAll(List.of("--no-renames", "--no-commit-id", commit, "--"));
      changes.addAll(paths);
      List<String> pieces = git.pieces(changes.toArray(String[]::new));
      for (int i = 0; i + 1 < pieces.size(); i += 2) {
        // :MODE MODE OBJECT OBJECT LETTER, then the path
        List<String> fields = List.of(pieces.get(i).split(" ", -1));
        if (fields.get(1).equals("160000")) {
          recorded.add(new Recorded(pieces.get(i + 1), fields.get(3)));
        }
      }
    }
    return recorded;
  }

  private boolean isOrWillBePublished(Repository submodule, String commit) {
    boolean willBe =
        pushes.stream().anyMatch(push -> push.repository().path().equals(submodule.path()));
    String[] pushed = willBe ? new String[] {"HEAD"} : new String[0];
    Git git = submodule.git();
    if (Published.is(git, commit, pushed)) {
      return true;
    }
    // Others may have pushed it since.
    return git.ask("fetch", "--quiet", "--no-recurse-submodules").ok()
        && Published.is(git, commit, pushed);
  }
}
