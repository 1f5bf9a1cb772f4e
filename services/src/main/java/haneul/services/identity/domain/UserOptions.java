package haneul.services.identity.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A user's options, as Keystone names them: exceptions from what his domain asks, and factors. */
public final class UserOptions {
  public static final String IGNORE_FIRST_USE = "ignore_change_password_upon_first_use";
  public static final String IGNORE_EXPIRY = "ignore_password_expiry";
  public static final String IGNORE_LOCKOUT = "ignore_lockout_failure_attempts";
  public static final String IGNORE_INACTIVITY = "ignore_user_inactivity";
  public static final String LOCK_PASSWORD = "lock_password";
  public static final String FACTORS_ENABLED = "multi_factor_auth_enabled";
  public static final String FACTOR_RULES = "multi_factor_auth_rules";

  /** Those that are on or off. */
  public static final List<String> FLAGS =
      List.of(
          IGNORE_FIRST_USE,
          IGNORE_EXPIRY,
          IGNORE_LOCKOUT,
          IGNORE_INACTIVITY,
          LOCK_PASSWORD,
          FACTORS_ENABLED);

  private UserOptions() {}

  /** Whether a flag is on; one that was never set is off. */
  public static boolean isOn(ObjectNode options, String flag) {
    JsonNode value = options.get(flag);
    return value != null && value.isBoolean() && value.booleanValue();
  }

  /** The sets of methods that let the user in; empty: any method does. */
  public static List<Set<String>> rules(User user) {
    ObjectNode options = user.options();
    JsonNode enabled = options.get(FACTORS_ENABLED);
    if (!options.has(FACTOR_RULES) || (enabled != null && !enabled.booleanValue())) {
      return List.of();
    }
    List<Set<String>> rules = new ArrayList<>();
    for (JsonNode rule : options.get(FACTOR_RULES)) {
      List<String> methods = new ArrayList<>();
      rule.forEach(method -> methods.add(method.stringValue()));
      rules.add(Set.copyOf(methods));
    }
    return rules;
  }

  /** Whether these methods together let the user in. */
  public static boolean suffice(User user, Collection<String> methods) {
    List<Set<String>> rules = rules(user);
    return rules.isEmpty() || rules.stream().anyMatch(methods::containsAll);
  }
}
