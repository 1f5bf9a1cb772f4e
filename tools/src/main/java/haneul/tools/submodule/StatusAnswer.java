package haneul.tools.submodule;

import haneul.tools.submodule.Repository.Distance;
import haneul.tools.submodule.Repository.Operation;
import haneul.tools.submodule.Repository.WorkTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what {@code git status --porcelain=v2 -z --branch} answers; git-status(1) has the format.
 */
final class StatusAnswer {
  private Optional<String> head = Optional.empty();
  private Optional<String> branch = Optional.empty();
  private Optional<String> upstream = Optional.empty();
  private Optional<Distance> distance = Optional.empty();
  private int staged;
  private int changed;
  private int untracked;
  private final List<String> conflicts = new ArrayList<>();

  private StatusAnswer() {}

  /**
   * @param submodules whose work trees are looked at on their own: that they moved is no change of
   *     this one's
   */
  static WorkTree read(List<String> pieces, List<String> submodules, Operation operation) {
    StatusAnswer answer = new StatusAnswer();
    Set<String> own = new HashSet<>(submodules);
    pieces.forEach(piece -> answer.take(piece, own));
    return new WorkTree(
        answer.head,
        answer.branch,
        answer.upstream,
        answer.distance,
        answer.staged,
        answer.changed,
        answer.untracked,
        List.copyOf(answer.conflicts),
        operation);
  }

  private void take(String piece, Set<String> submodules) {
    switch (piece.charAt(0)) {
      case '#' -> header(piece);
      case '?' -> untracked++;
      case 'u' -> conflicts.add(path(piece, 10));
      case '1' -> {
        staged += piece.charAt(2) == '.' ? 0 : 1;
        boolean moved = piece.charAt(3) == 'M' && submodules.contains(path(piece, 8));
        changed += piece.charAt(3) == '.' || moved ? 0 : 1;
      }
      default -> {} // ignored files are not asked for, renames are shown as what they consist of
    }
  }

  private void header(String piece) {
    if (piece.startsWith("# branch.oid ")) {
      head = Optional.of(piece.substring(13)).filter(oid -> !oid.equals("(initial)"));
    } else if (piece.startsWith("# branch.head ")) {
      branch = Optional.of(piece.substring(14)).filter(name -> !name.equals("(detached)"));
    } else if (piece.startsWith("# branch.upstream ")) {
      upstream = Optional.of(piece.substring(18));
    } else if (piece.startsWith("# branch.ab ")) {
      List<String> counts = List.of(piece.split(" ", -1));
      distance =
          Optional.of(
              new Distance(Integer.parseInt(counts.get(2)), -Integer.parseInt(counts.get(3))));
    }
  }

  /** The path is what follows the fields, and may hold spaces. */
  private static String path(String piece, int fields) {
    int at = 0;
    for (int field = 0; field < fields; field++) {
      at = piece.indexOf(' ', at) + 1;
    }
    return piece.substring(at);
  }
}
