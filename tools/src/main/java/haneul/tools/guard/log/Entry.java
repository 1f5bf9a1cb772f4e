package haneul.tools.guard.log;

import haneul.tools.guard.address.Address;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a log says. A text that the line does not have is empty. Good until the next entry
 * is read: an implementation may read out of the reader's buffer.
 */
public interface Entry {
  /** Of an entry that has no time: such a one cannot be counted. */
  long NO_TIME = Long.MIN_VALUE;

  /** Who asked, where the line says so as an address. */
  @Nullable Address address();

  /** When, in milliseconds since 1970, or {@link #NO_TIME}. */
  long timeMillis();

  default String method() {
    return "";
  }

  /** Of the answer; 0 if there was none. */
  default int status() {
    return 0;
  }

  /** Decoded: {@code %2F} is {@code /}. */
  default String path() {
    return "";
  }

  /** What follows the question mark, decoded. */
  default String query() {
    return "";
  }

  default String referer() {
    return "";
  }

  default String agent() {
    return "";
  }

  /** The site that was asked, if the log has it. */
  default String host() {
    return "";
  }

  /** Which program said it, for logs of many. */
  default String program() {
    return "";
  }

  default String message() {
    return "";
  }

  /** How often it happened: a syslog daemon may say so once for many. */
  default int times() {
    return 1;
  }

  /**
   * A member of a JSON line.
   *
   * @param name with dots between the names of nested objects
   */
  default String member(String name) {
    return "";
  }

  /** The line for people: short, and nothing in it that a terminal would obey. */
  String text();
}
