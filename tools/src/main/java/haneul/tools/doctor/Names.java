package haneul.tools.doctor;

import java.util.Collection;
import java.util.stream.Collectors;

/** Many names in one sentence. */
final class Names {
  private static final int MOST = 5;

  private Names() {}

  static String of(Collection<String> names) {
    String first = names.stream().limit(MOST).collect(Collectors.joining(", "));
    return names.size() <= MOST ? first : "%s and %d more".formatted(first, names.size() - MOST);
  }
}
