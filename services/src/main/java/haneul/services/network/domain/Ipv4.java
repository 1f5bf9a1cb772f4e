package haneul.services.network.domain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IPv4 address as the number it is. */
public record Ipv4(long value) implements Comparable<Ipv4> {
  private static final Pattern DOTTED =
      Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");
  private static final long MAX = 0xffff_ffffL;

  public Ipv4 {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException("not an IPv4 address: " + value);
    }
  }

  /** Four decimal parts without leading zeros; empty when it is anything else. */
  public static Optional<Ipv4> parse(String text) {
    Matcher parts = DOTTED.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = 1; i <= 4; i++) {
      String part = parts.group(i);
      int number = Integer.parseInt(part);
      if (number > 255 || (part.length() > 1 && part.startsWith("0"))) {
        return Optional.empty();
      }
      value = value << 8 | number;
    }
    return Optional.of(new Ipv4(value));
  }

  /** An address known to be well-formed, e.g. from a column. */
  public static Ipv4 of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("not IPv4: " + text));
  }

  public Ipv4 plus(long more) {
    return new Ipv4(value + more);
  }

  @Override
  public int compareTo(Ipv4 other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return (value >> 24)
        + "."
        + (value >> 16 & 255)
        + "."
        + (value >> 8 & 255)
        + "."
        + (value & 255);
  }
}
