package haneul.services.image.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a list of images shall hold, in which order, from where.
 *
 * @param scope whose images
 * @param tags that each image has, all of them
 * @param sorts the last two make the order total
 * @param marker the image after which the page begins
 */
public record ImageQuery(
    Scope scope,
    List<Filter> filters,
    List<String> tags,
    List<Sort> sorts,
    int limit,
    Optional<String> marker) {

  /**
   * @param visibility of the images; empty with {@code all} unset is Glance's default: public, own,
   *     and shared with the caller
   * @param all community images too
   * @param memberStatus of images shared with the caller; empty is any
   */
  public record Scope(
      Optional<Visibility> visibility, boolean all, Optional<String> memberStatus) {}

  /** A condition on an image. */
  public sealed interface Filter {}

  /** The text is one of these. */
  public record TextIn(ImageField field, List<String> values) implements Filter {}

  /** The number compares so. */
  public record NumberIs(ImageField field, Comparison comparison, long value) implements Filter {}

  /** The time, in whole seconds, compares so. */
  public record TimeIs(ImageField field, Comparison comparison, Instant value) implements Filter {}

  /** The flag is so. */
  public record FlagIs(ImageField field, boolean value) implements Filter {}

  /** The image has a property of this value. */
  public record PropertyIs(String name, String value) implements Filter {}

  /** One key of the order. */
  public record Sort(ImageField field, boolean ascending) {}

  /** How a filter compares; the names are the API's. */
  public enum Comparison {
    EQ,
    NEQ,
    GT,
    GTE,
    LT,
    LTE
  }
}
