package haneul.tools.guard.rule;

import haneul.tools.guard.address.Address;
import haneul.tools.guard.log.Entry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an entry must be like, all of it. What is told quickly is looked at first.
 *
 * @param methods any of these; empty: any at all
 * @param statuses any of these; empty: any at all
 * @param fields each found in its field, in this order
 * @param members each found in the member of a JSON line
 */
record Condition(
    Set<String> methods,
    Statuses statuses,
    Map<Field, LinearPattern> fields,
    Map<String, LinearPattern> members) {

  /** A text of an entry that a pattern can be for; in the order they are looked at. */
  enum Field {
    PROGRAM,
    HOST,
    PATH,
    QUERY,
    REFERER,
    AGENT,
    MESSAGE;

    String of(Entry entry) {
      return switch (this) {
        case PROGRAM -> entry.program();
        case HOST -> entry.host();
        case PATH -> entry.path();
        case QUERY -> entry.query();
        case REFERER -> entry.referer();
        case AGENT -> entry.agent();
        case MESSAGE -> entry.message();
      };
    }
  }

  /** Statuses of answers: 401, or 4xx for all that begin with a 4. */
  record Statuses(List<Integer> exact, List<Integer> classes) {
    boolean have(int status) {
      return (exact.isEmpty() && classes.isEmpty())
          || exact.contains(status)
          || classes.contains(status / 100);
    }
  }

  boolean matches(Entry entry) {
    if (!methods.isEmpty() && !methods.contains(entry.method())) {
      return false;
    }
    if (!statuses.have(entry.status())) {
      return false;
    }
    for (Map.Entry<Field, LinearPattern> field : fields.entrySet()) {
      if (!field.getValue().find(field.getKey().of(entry))) {
        return false;
      }
    }
    for (Map.Entry<String, LinearPattern> member : members.entrySet()) {
      if (!member.getValue().find(entry.member(member.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** Who an entry that matches is about. */
  @Nullable Address address(Entry entry) {
    for (Map.Entry<Field, LinearPattern> field : fields.entrySet()) {
      if (field.getValue().hasAddress()) {
        return parsed(field.getValue().address(field.getKey().of(entry)));
      }
    }
    for (Map.Entry<String, LinearPattern> member : members.entrySet()) {
      if (member.getValue().hasAddress()) {
        return parsed(member.getValue().address(entry.member(member.getKey())));
      }
    }
    return entry.address();
  }

  private static @Nullable Address parsed(@Nullable String text) {
    return text == null ? null : Address.parse(text);
  }
}
