package haneul.services.identity.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of a kind a list shows, in which order, and which part of that.
 *
 * @param sort none: by id
 */
public record Selection(List<Match> matches, Optional<Sort> sort, Page page) {
  /** How a field is compared with a value. */
  public enum Test {
    IS,
    IS_NOT,
    CONTAINS,
    STARTS_WITH,
    ENDS_WITH,
    LESS,
    AT_MOST,
    MORE,
    AT_LEAST
  }

  /**
   * A condition on one field.
   *
   * @param field as the API names it
   */
  public record Match(String field, Test test, boolean ignoringCase, String value) {}

  /** An order; things with the same value come in the order of ids. */
  public record Sort(String field, boolean descending) {}

  public Selection {
    matches = List.copyOf(matches);
  }

  /** Everything, as much of it as one answer holds. */
  public static Selection all() {
    return new Selection(List.of(), Optional.empty(), Page.first());
  }

  /** The same, narrowed to what has this value. */
  public Selection and(String field, String value) {
    List<Match> more = new ArrayList<>(matches);
    more.add(new Match(field, Test.IS, false, value));
    return new Selection(more, sort, page);
  }
}
