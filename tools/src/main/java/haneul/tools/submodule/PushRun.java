package haneul.tools.submodule;

import haneul.tools.console.Parallel;
import haneul.tools.console.Program;
import haneul.tools.console.UserError;
import haneul.tools.submodule.PushPlan.Push;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Pushes what was checked, the deepest first: no parent is pushed before what it records. After a
 * failure nothing more is begun; the next run finds what is left.
 */
final class PushRun {
  private final Parallel parallel;
  private final Consumer<String> said;
  private final Consumer<String> heard;
  private final List<Push> pushed = Collections.synchronizedList(new ArrayList<>());
  private final ConcurrentHashMap<Push, String> failed = new ConcurrentHashMap<>();

  /**
   * @param jobs how many are pushed at once, of those equally deep
   * @param said gets a line for each push
   * @param heard gets what git and the remotes say
   */
  PushRun(int jobs, Consumer<String> said, Consumer<String> heard) {
    this.parallel = new Parallel(jobs);
    this.said = said;
    this.heard = heard;
  }

  /**
   * @throws UserError when one fails; says what was pushed and how to go on
   */
  void run(List<Push> pushes) {
    TreeMap<Integer, List<Push>> byDepth =
        pushes.stream()
            .collect(
                Collectors.groupingBy(
                    Push::depth,
                    () -> new TreeMap<>(Collections.reverseOrder()),
                    Collectors.toList()));
    for (List<Push> level : byDepth.values()) {
      parallel.work(level, this::pushUnlessFailed);
    }
    if (!failed.isEmpty()) {
      throw new UserError(report(pushes));
    }
  }

  private boolean pushUnlessFailed(Push push) {
    if (!failed.isEmpty()) {
      return false;
    }
    Optional<String> complaint = push(push);
    complaint.ifPresentOrElse(
        text -> failed.put(push, text),
        () -> {
          pushed.add(push);
          said.accept("%s: pushed %s".formatted(push.repository().shown(), push.what()));
        });
    return complaint.isEmpty();
  }

  private Optional<String> push(Push push) {
    Git git = push.repository().git();
    Optional<String> complaint = push.attachment().flatMap(to -> Attachment.perform(git, to));
    if (complaint.isPresent()) {
      return complaint;
    }
    // The pre-push hook saw this very push in the check, and may take long.
    Program.Result result = git.act(PushCheck.arguments(push, "--no-verify"), text -> {});
    if (!result.ok()) {
      return Optional.of(result.complaint());
    }
    heard.accept(result.err()); // a remote may tell where to open a review
    return Optional.empty();
  }

  private String report(List<Push> pushes) {
    StringBuilder report = new StringBuilder();
    failed.forEach((push, complaint) ->
        report.append(
            "%s was not pushed: %s\n"
                .formatted(push.repository().shown(), complaint.indent(4).strip())));
    List<Push> left = new ArrayList<>(pushes);
    left.removeAll(pushed);
    report.append("Pushed: ").append(names(pushed)).append('\n');
    report.append("Not pushed: ").append(names(left)).append('\n');
    report.append(
        "No parent was pushed before what it records. Mend that, then run the same command");
    return report.append(" again: it pushes what is left.").toString();
  }

  private static String names(List<Push> pushes) {
    return pushes.isEmpty()
        ? "nothing"
        : pushes.stream().map(push -> push.repository().shown()).collect(Collectors.joining(" "));
  }
}
