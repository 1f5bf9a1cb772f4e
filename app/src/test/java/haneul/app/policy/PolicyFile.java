package haneul.app.policy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is expected of one service, as {@code policy/<service>.txt} says it. Requests stand at the
 * beginning of a line, several when the same holds for them; what is sent, and whose things which
 * caller may have, is indented below.
 *
 * @param title what follows the first {@code #}
 * @param entries in the order of the file
 */
record PolicyFile(String title, List<Entry> entries) {
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Set<String> CELLS = Set.of("+", "-", ".", "400", "401", "403", "404");

  /**
   * A request of the table.
   *
   * @param template as in the table, without the query
   * @param query what to ask with it, from the question mark on
   * @param action what the body names, where several things are done at one path
   */
  record Ask(String method, String template, String query, String action) {
    /** As a table of routes has it. */
    String key() {
      return (method + " " + template + " " + action).strip();
    }

    /** As a reader sees it. */
    String text() {
      return (method + " " + template + query + " " + action).strip();
    }
  }

  /**
   * Requests, and what each of the callers is answered.
   *
   * @param note what the file says before them, in a line of its own that begins with {@code #}
   * @param first what an admin does before each: method, path and body
   * @param with what stands for a parameter, where its name does not say it
   * @param shows the kind of thing that a list has or has not
   * @param gives the status of success, unless it is any of 2xx
   * @param rows by whose things are asked for
   */
  record Entry(
      String note,
      List<Ask> asks,
      String send,
      List<String> first,
      Map<String, String> with,
      Optional<String> shows,
      Optional<Integer> gives,
      Optional<String> version,
      Map<Whose, Map<Who, String>> rows) {}

  /** Whose things a row is about. */
  enum Whose {
    /** Nobody's in particular. */
    ANY,
    /** The caller himself, his own user's things. */
    SELF,
    /** In the callers' project, or their domain. */
    OWN,
    /** Shared with the callers' project by another one. */
    SHARED,
    /** In another project of another domain. */
    FOREIGN;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static PolicyFile parse(String text) {
    List<Entry> entries = new ArrayList<>();
    List<Ask> asks = new ArrayList<>();
    List<String> properties = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (String line : lines.subList(1, lines.size())) {
      if (line.isBlank() || line.startsWith("#  ")) {
        continue;
      }
      if (line.startsWith("#") && !properties.isEmpty()) {
        entries.add(entry(notes, asks, properties));
      }
      if (line.startsWith("#")) {
        notes.add(line.substring(1).strip());
      } else if (line.startsWith(" ")) {
        properties.add(line.strip());
      } else {
        if (!properties.isEmpty()) {
          entries.add(entry(notes, asks, properties));
        }
        asks.add(ask(line));
      }
    }
    entries.add(entry(notes, asks, properties));
    return new PolicyFile(lines.getFirst().substring(1).strip(), entries);
  }

  private static Ask ask(String line) {
    List<String> words = words(line);
    String path = words.get(1);
    int query = path.indexOf('?');
    return new Ask(
        words.getFirst(),
        query < 0 ? path : path.substring(0, query),
        query < 0 ? "" : path.substring(query),
        words.size() > 2 ? words.get(2) : "");
  }

  private static List<String> words(String text) {
    return SPACES.splitAsStream(text.strip()).toList();
  }

  /** What was collected, which begins anew. */
  private static Entry entry(List<String> notes, List<Ask> asks, List<String> properties) {
    String send = "";
    List<String> first = new ArrayList<>();
    Map<String, String> with = new LinkedHashMap<>();
    Optional<String> shows = Optional.empty();
    Optional<Integer> gives = Optional.empty();
    Optional<String> version = Optional.empty();
    Map<Whose, Map<Who, String>> rows = new EnumMap<>(Whose.class);
    for (String property : properties) {
      String[] words = SPACES.split(property, 2);
      switch (words[0]) {
        case "send" -> send = words[1];
        case "first" -> first.add(words[1]);
        case "with" -> {
          List<String> pair = words(words[1]);
          with.put(pair.getFirst(), pair.getLast());
        }
        case "shows" -> shows = Optional.of(words[1]);
        case "gives" -> gives = Optional.of(Integer.valueOf(words[1]));
        case "at" -> version = Optional.of(words[1]);
        default -> {
          Whose whose = Whose.valueOf(words[0].toUpperCase(Locale.ROOT));
          if (rows.put(whose, cells(property, words[1])) != null) {
            throw new AssertionError("twice the same row: " + asks + " " + property);
          }
        }
      }
    }
    Entry entry =
        new Entry(
            String.join(" ", notes),
            List.copyOf(asks),
            send,
            first,
            with,
            shows,
            gives,
            version,
            rows);
    notes.clear();
    asks.clear();
    properties.clear();
    return entry;
  }

  private static Map<Who, String> cells(String line, String text) {
    List<String> words = words(text);
    if (words.size() != Who.values().length || !CELLS.containsAll(words)) {
      throw new AssertionError("a row has " + Who.columns() + ", each of " + CELLS + ": " + line);
    }
    Map<Who, String> cells = new EnumMap<>(Who.class);
    Iterator<String> each = words.iterator();
    for (Who who : Who.values()) {
      cells.put(who, each.next());
    }
    return cells;
  }
}
