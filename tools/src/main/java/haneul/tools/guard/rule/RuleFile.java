package haneul.tools.guard.rule;

import haneul.tools.console.Durations;
import haneul.tools.console.UserError;
import haneul.tools.guard.rule.Condition.Field;
import haneul.tools.guard.rule.Condition.Statuses;
import haneul.tools.guard.rule.Rule.Limits;
import haneul.tools.guard.rule.Rule.RuleTests;
import haneul.tools.guard.rule.Rule.RuleTests.Expected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads rules from YAML. What is not known is refused: a misspelt word would be a rule that sleeps.
 */
final class RuleFile {
  private static final int MOST_CHARS = 1 << 20;
  private static final int MOST_THRESHOLD = 1_000;
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Set<String> RULE_KEYS =
      Set.of(
          "name",
          "about",
          "match",
          "unless",
          "threshold",
          "window",
          "ban",
          "growth",
          "longest",
          "tests");

  private final String file;

  private RuleFile(String file) {
    this.file = file;
  }

  /**
   * Reads the rules of a file.
   *
   * @param file its name, for errors
   */
  static List<Rule> read(String file, String text) {
    return new RuleFile(file).rules(text);
  }

  private List<Rule> rules(String text) {
    if (text.length() > MOST_CHARS) {
      throw new UserError(file + ": more than 1 MiB of rules.");
    }
    Object root;
    try {
      root =
          new Load(
                  LoadSettings.builder()
                      .setLabel(file)
                      .setAllowDuplicateKeys(false)
                      .setMaxAliasesForCollections(0)
                      .build())
              .loadFromString(text);
    } catch (YamlEngineException e) {
      throw new UserError(file + " is no YAML: " + e.getMessage());
    }
    List<?> entries = list(map(root, "the file").get("rules"), "rules");
    if (entries.isEmpty()) {
      throw fail("rules", "there is none");
    }
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (Object entry : entries) {
      Rule rule = rule(map(entry, "a rule"));
      if (rules.put(rule.name(), rule) != null) {
        throw fail(rule.name(), "there are two of this name");
      }
    }
    return List.copyOf(rules.values());
  }

  private Rule rule(Map<String, Object> entry) {
    String name = string(entry.get("name"), "a rule's name");
    if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
      throw fail("name", "lower case letters, digits and hyphens, at most 64, not " + name);
    }
    onlyKnown(entry, RULE_KEYS, name);
    List<Condition> match = conditions(entry.get("match"), name + ": match");
    if (match.isEmpty()) {
      throw fail(name, "match says what counts; without it nothing does");
    }
    return new Rule(
        name,
        entry.containsKey("about") ? string(entry.get("about"), name + ": about").strip() : "",
        match,
        conditions(entry.get("unless"), name + ": unless"),
        limits(entry, name),
        tests(entry.get("tests"), name + ": tests"),
        new Dump(
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(1_000).build())
            .dumpToString(Map.of("rules", List.of(entry))));
  }

  private Limits limits(Map<String, Object> entry, String name) {
    int threshold = (int) number(entry.get("threshold"), name + ": threshold", 1, MOST_THRESHOLD);
    Duration window = duration(entry.get("window"), name + ": window", null);
    Duration ban = duration(entry.get("ban"), name + ": ban", Duration.ofHours(1));
    double growth =
        entry.containsKey("growth") ? number(entry.get("growth"), name + ": growth", 1, 100) : 2;
    Duration longest = duration(entry.get("longest"), name + ": longest", Duration.ofDays(30));
    return new Limits(threshold, window, ban, growth, longest.compareTo(ban) < 0 ? ban : longest);
  }

  private Duration duration(@Nullable Object value, String where, @Nullable Duration otherwise) {
    if (value == null && otherwise != null) {
      return otherwise;
    }
    Duration duration = Durations.parse(file + ": " + where, string(value, where));
    if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw fail(where, "from 1s to " + LONGEST.toDays() + "d");
    }
    return duration;
  }

  private List<Condition> conditions(@Nullable Object value, String where) {
    List<Condition> conditions = new ArrayList<>();
    for (Object entry : value == null ? List.of() : list(value, where)) {
      conditions.add(condition(map(entry, where), where));
    }
    return List.copyOf(conditions);
  }

  private Condition condition(Map<String, Object> entry, String where) {
    Set<String> methods = Set.of();
    Statuses statuses = new Statuses(List.of(), List.of());
    Map<Field, LinearPattern> fields = new EnumMap<>(Field.class);
    Map<String, LinearPattern> members = new LinkedHashMap<>();
    for (Map.Entry<String, Object> part : entry.entrySet()) {
      String at = where + ": " + part.getKey();
      switch (part.getKey()) {
        case "method" -> methods = Set.copyOf(strings(part.getValue(), at));
        case "status" -> statuses = statuses(strings(part.getValue(), at), at);
        case "json" ->
            map(part.getValue(), at)
                .forEach((name, pattern) -> members.put(name, pattern(pattern, at + "." + name)));
        default -> fields.put(field(part.getKey(), where), pattern(part.getValue(), at));
      }
    }
    if (methods.isEmpty() && fields.isEmpty() && members.isEmpty()) {
      throw fail(where, "a status alone would count everybody; say at least a method or a pattern");
    }
    return new Condition(methods, statuses, fields, members);
  }

  private Field field(String name, String where) {
    try {
      return Field.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw fail(
          where,
          name
              + " is not known; there are method, status, json, and path, query, referer, agent,"
              + " host, program, message");
    }
  }

  private LinearPattern pattern(Object value, String where) {
    return LinearPattern.of(file + ": " + where, string(value, where));
  }

  private Statuses statuses(List<String> texts, String where) {
    List<Integer> exact = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    for (String text : texts) {
      if (text.matches("[1-5]xx")) {
        classes.add(text.charAt(0) - '0');
      } else if (text.matches("[1-5][0-9]{2}")) {
        exact.add(Integer.valueOf(text));
      } else {
        throw fail(where, "a status such as 401, or 4xx for all of them, not " + text);
      }
    }
    return new Statuses(List.copyOf(exact), List.copyOf(classes));
  }

  private RuleTests tests(@Nullable Object value, String where) {
    if (value == null) {
      return new RuleTests(List.of(), List.of(), List.of(), List.of());
    }
    Map<String, Object> tests = map(value, where);
    onlyKnown(tests, Set.of("hits", "misses", "bans", "spares"), where);
    return new RuleTests(
        expected(tests.get("hits"), where + ": hits"),
        lines(tests.get("misses"), where + ": misses"),
        expected(tests.get("bans"), where + ": bans"),
        lines(tests.get("spares"), where + ": spares"));
  }

  private List<Expected> expected(@Nullable Object value, String where) {
    List<Expected> expected = new ArrayList<>();
    if (value != null) {
      map(value, where)
          .forEach((address, lines) -> expected.add(new Expected(address, lines(lines, where))));
    }
    return List.copyOf(expected);
  }

  private List<String> lines(@Nullable Object value, String where) {
    return value == null
        ? List.of()
        : string(value, where).lines().filter(line -> !line.isBlank()).toList();
  }

  private void onlyKnown(Map<String, Object> entry, Set<String> known, String where) {
    for (String key : entry.keySet()) {
      if (!known.contains(key)) {
        throw fail(
            where,
            key
                + " is not known; there are "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  private UserError fail(String where, String why) {
    return new UserError(file + ": " + where + ": " + why + ".");
  }

  private double number(@Nullable Object value, String where, double least, double most) {
    if (!(value instanceof Number number)
        || number.doubleValue() < least
        || number.doubleValue() > most) {
      throw fail(where, "a number from " + (long) least + " to " + (long) most + " is needed");
    }
    return number.doubleValue();
  }

  private String string(@Nullable Object value, String where) {
    if (value instanceof String || value instanceof Number) {
      return value.toString();
    }
    throw fail(where, "a text is needed");
  }

  private List<String> strings(Object value, String where) {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> string(item, where)).toList();
    }
    return List.of(string(value, where));
  }

  private List<?> list(@Nullable Object value, String where) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw fail(where, "a list is needed");
  }

  private Map<String, Object> map(@Nullable Object value, String where) {
    if (!(value instanceof Map<?, ?> map)) {
      throw fail(where, "names with values are needed");
    }
    Map<String, Object> checked = new LinkedHashMap<>();
    map.forEach((key, item) -> {
      if (item == null) {
        throw fail(where, key + " has no value");
      }
      checked.put(String.valueOf(key), item);
    });
    return checked;
  }
}
