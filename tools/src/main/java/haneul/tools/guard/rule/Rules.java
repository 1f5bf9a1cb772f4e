package haneul.tools.guard.rule;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules there are: those that come along, and those of the user's files, which win. */
public final class Rules {
  private static final List<String> COME_ALONG = List.of("wiki", "wordpress", "openstack", "ssh");
  private static final int MOST_FILE_BYTES = 1 << 20;

  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final List<String> fromFiles = new ArrayList<>();

  private Rules() {}

  public static Rules load(List<Path> files) {
    Rules all = new Rules();
    for (String name : COME_ALONG) {
      RuleFile.read(name + ".yaml", resource(name))
          .forEach(rule -> all.rules.put(rule.name(), rule));
    }
    for (Path file : files) {
      for (Rule rule : RuleFile.read(file.toString(), text(file))) {
        all.rules.put(rule.name(), rule);
        all.fromFiles.add(rule.name());
      }
    }
    return all;
  }

  private static String resource(String name) {
    try (InputStream in = Rules.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the rules " + name + " are missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MOST_FILE_BYTES) {
        throw new UserError(file + " is larger than 1 MiB; are these rules?");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserError("the rules in " + file + " cannot be read: " + e.getMessage());
    }
  }

  public List<Rule> all() {
    return List.copyOf(rules.values());
  }

  /** Those of the user's files. */
  public List<Rule> ofFiles() {
    return fromFiles.stream().distinct().map(this::named).toList();
  }

  public Rule named(String name) {
    Rule rule = rules.get(name);
    if (rule == null) {
      throw new UserError(
          "there is no rule "
              + name
              + "; there are "
              + String.join(", ", rules.keySet())
              + ". `haneul guard rules` says what they do.");
    }
    return rule;
  }
}
