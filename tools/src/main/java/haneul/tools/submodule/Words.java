package haneul.tools.submodule;

import haneul.tools.console.ShellWord;
import haneul.tools.submodule.Repository.Link;
import haneul.tools.submodule.Repository.Pointer;
import java.util.List;
import java.util.stream.Collectors;

/** What the commands say in the same words. */
final class Words {
  private static final int ABBREVIATED = 7;
  private static final int MOST_PATHS = 5;

  private Words() {}

  static String commit(String id) {
    return id.substring(0, Math.min(ABBREVIATED, id.length()));
  }

  static String path(String path) {
    return ShellWord.of(path);
  }

  static String paths(List<String> paths) {
    String first =
        paths.stream().limit(MOST_PATHS).map(ShellWord::of).collect(Collectors.joining(" "));
    return paths.size() <= MOST_PATHS
        ? first
        : first + " and %d more".formatted(paths.size() - MOST_PATHS);
  }

  /** Where a submodule stands, a clause. */
  static String standing(Pointer pointer, Repository parent, Link link) {
    String recorded = "%s, which %s records".formatted(commit(link.recorded()), parent.shown());
    return switch (pointer) {
      case SAME -> "it is at " + recorded;
      case AHEAD -> "it has commits on top of " + recorded;
      case BEHIND -> "it is older than " + recorded;
      case DIVERGED -> "its history has parted from " + recorded;
      case UNKNOWN -> "it does not have " + recorded;
      case CONFLICT -> "both sides of a merge of %s moved it".formatted(parent.shown());
    };
  }

  static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  static String repositories(int number) {
    return number == 1 ? "1 repository" : number + " repositories";
  }
}
