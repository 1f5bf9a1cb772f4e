package haneul.services.identity.http;

import haneul.base.error.CloudException;
import haneul.platform.http.Fields;
import haneul.services.identity.domain.TokenClaims.Method;
import haneul.services.identity.domain.UserOptions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a user's {@code options}; null takes one away. */
final class UserOptionsBody {
  private static final int MAX_RULES = 20;
  private static final int MAX_METHODS = 10;
  private static final List<String> METHODS =
      Arrays.stream(Method.values()).map(Method::text).toList();

  private UserOptionsBody() {}

  /** What {@code before} becomes. */
  static ObjectNode read(Input input, ObjectNode before) {
    Optional<Fields> given = input.options();
    ObjectNode options = before.deepCopy();
    if (given.isEmpty()) {
      return options;
    }
    for (String flag : UserOptions.FLAGS) {
      if (given.get().has(flag)) {
        given
            .get()
            .bool(flag)
            .ifPresentOrElse(on -> options.put(flag, on), () -> options.remove(flag));
      }
    }
    if (given.get().has(UserOptions.FACTOR_RULES)) {
      given
          .get()
          .list(UserOptions.FACTOR_RULES, MAX_RULES)
          .ifPresentOrElse(
              rules -> putRules(options.putArray(UserOptions.FACTOR_RULES), rules),
              () -> options.remove(UserOptions.FACTOR_RULES));
    }
    given.get().rejectOthers();
    return options;
  }

  /** Each rule a list of methods, none twice. */
  private static void putRules(ArrayNode kept, List<JsonNode> rules) {
    Set<Set<String>> seen = new HashSet<>();
    for (JsonNode rule : rules) {
      Set<String> methods = new HashSet<>();
      ArrayNode list = kept.addArray();
      if (rule.isArray() && rule.size() <= MAX_METHODS) {
        rule.forEach(method -> {
          if (method.isString() && methods.add(method.stringValue())) {
            list.add(method.stringValue());
          }
        });
      }
      boolean whole = !methods.isEmpty() && methods.size() == rule.size();
      if (!whole || !METHODS.containsAll(methods) || !seen.add(methods)) {
        throw CloudException.badField(
            "options/" + UserOptions.FACTOR_RULES,
            rule,
            "it is a list of different lists of different methods out of " + METHODS);
      }
    }
  }
}
