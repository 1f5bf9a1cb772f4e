package haneul.services.identity.domain;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who has the prior role has the implied one too. */
public record Implication(String priorRoleId, String impliedRoleId) {

  /**
   * All roles that come with {@code given}, themselves among them.
   *
   * @return by role id, the role that implies it; its own id for one that was given
   */
  public static Map<String, String> closure(Collection<String> given, List<Implication> rules) {
    Map<String, String> found = new LinkedHashMap<>();
    given.forEach(id -> found.put(id, id));
    Deque<String> left = new ArrayDeque<>(given);
    while (!left.isEmpty()) {
      String prior = left.remove();
      for (Implication rule : rules) {
        if (rule.priorRoleId().equals(prior)
            && found.putIfAbsent(rule.impliedRoleId(), prior) == null) {
          left.add(rule.impliedRoleId());
        }
      }
    }
    return found;
  }
}
