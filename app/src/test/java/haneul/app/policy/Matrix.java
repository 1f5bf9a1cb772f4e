package haneul.app.policy;

import haneul.app.policy.PolicyFile.Ask;
import haneul.app.policy.PolicyFile.Entry;
import haneul.app.policy.PolicyFile.Whose;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the requests of a file as every caller, and says which answers were others than expected.
 */
final class Matrix {
  private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z0-9_]+)}");
  private static final Pattern KIND = Pattern.compile("<([A-Za-z0-9_-]+)>");

  private final Callers callers;
  private final Things things;
  private final List<String> surprises = new ArrayList<>();

  Matrix(Callers callers, Things things) {
    this.callers = callers;
    this.things = things;
  }

  List<String> surprises() {
    return List.copyOf(surprises);
  }

  /**
   * One cell of the table, to be asked.
   *
   * @param prefix of the service
   * @param used the kinds of things that the request names
   */
  private record Cell(
      Entry entry, Ask ask, String prefix, Whose whose, Who who, Set<String> used) {}

  void ask(Entry entry, Ask ask, String prefix) {
    entry
        .rows()
        .forEach((whose, row) -> {
          boolean ready = false;
          for (Map.Entry<Who, String> expected : row.entrySet()) {
            if (expected.getValue().equals(".")) {
              continue;
            }
            Cell cell = new Cell(entry, ask, prefix, whose, expected.getKey(), new HashSet<>());
            try {
              // Whoever was refused left all as it was.
              if (!ready || whose == Whose.SELF) {
                entry.first().forEach(step -> prepare(cell, step));
              }
              ready = !compare(cell, expected.getValue());
            } catch (AssertionError e) {
              ready = false;
              surprises.add(ask.text() + " " + whose + " " + cell.who() + ": " + e.getMessage());
            }
          }
        });
  }

  /** Whether the caller was let in. */
  private boolean compare(Cell cell, String expected) {
    boolean let = false;
    for (String token : callers.tokens(cell.who())) {
      String path = filled(cell, cell.prefix() + cell.ask().template() + cell.ask().query());
      String body = filled(cell, body(cell));
      Optional<String> shown = cell.entry().shows().map(kind -> id(cell, kind));
      Optional<String> subject =
          cell.entry().with().containsKey("subject")
              ? Optional.of(id(cell, cell.entry().with().get("subject")))
              : Optional.empty();
      HttpResponse<String> answer =
          callers.client.send(
              new Client.Question(
                  cell.ask().method(), path, token, body, subject, cell.entry().version()));
      String seen = seen(cell, answer, shown);
      if (seen.equals("+")) {
        let = true;
        cell.used().forEach(kind -> things.used(kind, cell.whose(), cell.who()));
      }
      if (!seen.equals(expected)) {
        surprises.add(
            "%s %s %s: %s expected, %s seen: %d %s"
                .formatted(
                    cell.ask().text(),
                    cell.whose().text(),
                    cell.who().column,
                    expected,
                    seen,
                    answer.statusCode(),
                    answer.body().substring(0, Math.min(300, answer.body().length()))));
      }
    }
    return let;
  }

  /** It may have been done before. */
  private void prepare(Cell cell, String step) {
    String[] words = step.split(" ", 3);
    HttpResponse<String> answer =
        callers.client.send(
            new Client.Question(
                words[0],
                filled(cell, cell.prefix() + words[1]),
                callers.admin,
                words.length > 2 ? filled(cell, words[2]) : "",
                Optional.empty(),
                cell.entry().version()));
    if (answer.statusCode() >= 300 && answer.statusCode() != 409) {
      throw new AssertionError("first " + step + ": " + answer.body());
    }
  }

  private static String body(Cell cell) {
    if (cell.entry().send().isEmpty() && !cell.ask().action().isEmpty()) {
      return "{\"" + cell.ask().action() + "\":null}";
    }
    return cell.entry().send();
  }

  private static String seen(Cell cell, HttpResponse<String> answer, Optional<String> shown) {
    int status = answer.statusCode();
    boolean success =
        cell.entry().gives().map(it -> it == status).orElse(status >= 200 && status < 300);
    if (!success) {
      return String.valueOf(status);
    }
    return shown.map(id -> answer.body().contains("\"" + id + "\"")).orElse(true) ? "+" : "-";
  }

  private String id(Cell cell, String kind) {
    cell.used().add(kind);
    return things.id(kind, cell.whose(), cell.who());
  }

  private String filled(Cell cell, String text) {
    Matcher parameter = PARAMETER.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (parameter.find()) {
      // An action's braces hold quotes, and are none of a template's.
      String kind = kind(cell, parameter.group(1));
      parameter.appendReplacement(filled, Matcher.quoteReplacement(id(cell, kind)));
    }
    parameter.appendTail(filled);
    return KIND.matcher(filled)
        .replaceAll(found -> Matcher.quoteReplacement(id(cell, found.group(1))));
  }

  /** What a parameter stands for: said in the file, or by its name or the word before it. */
  private static String kind(Cell cell, String parameter) {
    String said = cell.entry().with().get(parameter);
    if (said != null) {
      return said;
    }
    String template = cell.ask().template();
    String kind =
        parameter.endsWith("_id")
            ? parameter.substring(0, parameter.length() - "_id".length())
            : before(template, "{" + parameter + "}");
    boolean goes =
        cell.ask().method().equals("DELETE")
            && cell.entry().first().isEmpty()
            && template.endsWith("{" + parameter + "}");
    return goes ? Things.NEW + kind : kind;
  }

  private static String before(String template, String parameter) {
    List<String> segments = List.of(template.split("/"));
    String word = segments.get(segments.indexOf(parameter) - 1);
    if (word.startsWith("{")) {
      return parameter.substring(1, parameter.length() - 1);
    }
    if (word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }

  /** Whether the rows say all that there is to say of a request. */
  static Optional<String> incomplete(Entry entry) {
    Map<Whose, ?> rows = entry.rows();
    boolean nobodys = rows.size() == 1 && rows.containsKey(Whose.ANY);
    boolean both =
        rows.containsKey(Whose.FOREIGN)
            && (rows.containsKey(Whose.OWN) || rows.containsKey(Whose.SELF));
    return nobodys || both
        ? Optional.empty()
        : Optional.of(
            entry.asks().getFirst().text() + " has neither 'any' nor 'own' and 'foreign'");
  }
}
