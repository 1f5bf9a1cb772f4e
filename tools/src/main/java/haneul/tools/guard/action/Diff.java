package haneul.tools.guard.action;

import java.util.ArrayList;
import java.util.List;

/**
 * What changes from one text to another, as `diff -u` shows it: one piece, with a few lines around.
 */
final class Diff {
  private static final int AROUND = 3;

  private Diff() {}

  /** Empty when nothing changes. */
  static String unified(String name, String before, String after) {
    if (before.equals(after)) {
      return "";
    }
    List<String> old = lines(before);
    List<String> fresh = lines(after);
    int same = 0;
    while (same < Math.min(old.size(), fresh.size()) && old.get(same).equals(fresh.get(same))) {
      same++;
    }
    int tail = 0;
    while (tail < Math.min(old.size(), fresh.size()) - same
        && old.get(old.size() - 1 - tail).equals(fresh.get(fresh.size() - 1 - tail))) {
      tail++;
    }
    int from = Math.max(0, same - AROUND);
    int more = Math.min(tail, AROUND);
    StringBuilder text = new StringBuilder();
    text.append("--- ").append(name).append("\n+++ ").append(name).append('\n');
    text.append("@@ -")
        .append(range(from, old.size() - tail + more))
        .append(" +")
        .append(range(from, fresh.size() - tail + more))
        .append(" @@\n");
    show(text, ' ', old.subList(from, same));
    show(text, '-', old.subList(same, old.size() - tail));
    show(text, '+', fresh.subList(same, fresh.size() - tail));
    show(text, ' ', old.subList(old.size() - tail, old.size() - tail + more));
    return text.toString();
  }

  private static String range(int from, int to) {
    return (to == from ? from : from + 1) + "," + (to - from);
  }

  /** Each with its end, so that a missing one differs. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      int next = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(at, next));
      at = next;
    }
    return lines;
  }

  private static void show(StringBuilder text, char sign, List<String> lines) {
    for (String line : lines) {
      text.append(sign).append(line);
      if (!line.endsWith("\n")) {
        text.append("\n\\ No newline at end of file\n");
      }
    }
  }
}
