package haneul.app.cloud;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A mapping of a YAML file, read strictly: what is not known or not of its kind is a {@link
 * UserError} that names the file and the path within it.
 */
public final class YamlFields {
  private static final int MOST_BYTES = 64 << 10;

  private final Path file;
  private final String path;
  private final Map<?, ?> values;

  private YamlFields(Path file, String path, Map<?, ?> values) {
    this.file = file;
    this.path = path;
    this.values = values;
  }

  /** The whole file. */
  public static YamlFields read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new UserError(file + " is larger than " + MOST_BYTES + " bytes.");
    }
    Object all;
    try {
      LoadSettings strict =
          LoadSettings.builder()
              .setLabel(file.toString())
              .setAllowDuplicateKeys(false)
              .setMaxAliasesForCollections(10)
              .build();
      all = new Load(strict).loadFromString(Files.readString(file));
    } catch (YamlEngineException e) {
      throw new UserError(file + " is not valid YAML: " + e.getMessage());
    }
    return of(file, "", all);
  }

  private static YamlFields of(Path file, String path, @Nullable Object value) {
    if (value == null) {
      return new YamlFields(file, path, Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new YamlFields(file, path, map);
    }
    throw new UserError(file + ": " + (path.isEmpty() ? "it" : path) + " must be a mapping.");
  }

  /** Fails when there is anything but {@code known}. */
  public void rejectOthers(String... known) {
    for (Object name : values.keySet()) {
      if (!List.of(known).contains(name)) {
        throw new UserError(
            file
                + ": "
                + at(String.valueOf(name))
                + " is not a setting; there are "
                + String.join(", ", known)
                + ".");
      }
    }
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The error that says what {@code name} must be. */
  public UserError wrong(String name, String wanted) {
    return new UserError(file + ": " + at(name) + " must be " + wanted + ".");
  }

  /** What is in it, in its order. */
  public List<String> names() {
    return values.keySet().stream().map(String::valueOf).toList();
  }

  /** Empty where there is nothing. */
  public YamlFields fields(String name) {
    return of(file, at(name), values.get(name));
  }

  /** A text, when there is one. */
  public Optional<String> text(String name) {
    Object value = values.get(name);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value);
    }
    throw wrong(name, "a text");
  }

  /** A list of at most so many texts; empty when there is none. */
  public List<String> texts(String name, int most) {
    Object value = values.get(name);
    if (value == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (value instanceof List<?> list && list.size() <= most) {
      for (Object item : list) {
        if (item instanceof String text) {
          texts.add(text);
        }
      }
      if (texts.size() == list.size()) {
        return texts;
      }
    }
    throw wrong(name, "a list of at most " + most + " texts");
  }

  /** A whole number within bounds, when there is one. */
  public Optional<Long> number(String name, long least, long most) {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    throw wrong(name, "a whole number from " + least + " to " + most);
  }

  Optional<Double> decimal(String name, double least, double most) {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return Optional.of(number.doubleValue());
    }
    throw wrong(name, "a number from " + least + " to " + most);
  }
}
