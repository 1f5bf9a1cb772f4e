package haneul.services.identity.domain;

import java.util.Optional;

/**
 * Which part of a list is wanted, in the order of ids.
 *
 * @param after the last id of the page before
 * @param limit at most so many
 */
public record Page(Optional<String> after, int limit) {
  /** Everything there can be in one answer. */
  public static final int MAX = 10_000;

  /** The beginning, as much of it as one answer holds. */
  public static Page first() {
    return new Page(Optional.empty(), MAX);
  }
}
