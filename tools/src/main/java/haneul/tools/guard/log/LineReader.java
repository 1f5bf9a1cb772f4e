package haneul.tools.guard.log;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of bytes, in memory that does not grow with them: of a line longer than {@link #MOST_BYTES}
 * the beginning is given and the rest is passed over.
 */
public final class LineReader {
  /** Longer than any request a web server takes, as JSON with all its headers too. */
  public static final int MOST_BYTES = 1 << 20;

  private static final int FIRST_BYTES = 1 << 18;

  private final InputStream in;
  private byte[] buffer = new byte[FIRST_BYTES];
  private int filled;
  private long bufferStart; // where in the log the buffer begins
  private int next; // where in the buffer the next line begins
  private boolean within; // the next line's beginning was given already
  private boolean broken; // the stream ends before it should
  private long lineStart;
  private int from;
  private int to;

  /**
   * @param position where in the log the stream begins
   * @param within whether that is within a line too long, whose beginning was given before
   */
  public LineReader(InputStream in, long position, boolean within) {
    this.in = in;
    this.bufferStart = position;
    this.within = within;
  }

  /** To the next line; false when there is no more with an end to it. */
  public boolean next() throws IOException {
    int searched = next;
    while (true) {
      int end = newline(searched);
      if (end >= 0) {
        boolean passed = within;
        take(next, end);
        within = false;
        next = end + 1;
        if (!passed) {
          return true;
        }
        searched = next;
        continue;
      }
      if (filled - next >= MOST_BYTES) {
        boolean passed = within;
        take(next, filled);
        within = true;
        next = filled;
        if (!passed) {
          return true;
        }
      }
      searched = filled - next; // relative, as filling moves the line
      if (!fill()) {
        return false;
      }
      searched += next;
    }
  }

  /** What is left without a line's end, when {@link #next} said there is no more: once. */
  public boolean rest() {
    if (broken || within || filled == next) {
      return false;
    }
    take(next, filled);
    next = filled;
    return true;
  }

  private int newline(int start) {
    byte[] bytes = buffer;
    int end = filled;
    for (int at = start; at < end; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /**
   * A log emptied under a program that goes on writing where it was begins with zeros: they are no
   * part of the line. Nor is the carriage return of a log from elsewhere.
   */
  private void take(int start, int end) {
    lineStart = bufferStart + start;
    from = start;
    to = end > start && buffer[end - 1] == '\r' ? end - 1 : end;
    while (from < to && buffer[from] == 0) {
      from++;
    }
  }

  private boolean fill() throws IOException {
    if (next > 0) {
      System.arraycopy(buffer, next, buffer, 0, filled - next);
      filled -= next;
      bufferStart += next;
      next = 0;
    }
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read;
    try {
      read = in.read(buffer, filled, buffer.length - filled);
    } catch (EOFException e) {
      broken = true; // a compressed file that is still being written
      return false;
    }
    filled += Math.max(read, 0);
    return read > 0;
  }

  public byte[] buffer() {
    return buffer;
  }

  /** Where the line begins in {@link #buffer}. */
  public int from() {
    return from;
  }

  public int to() {
    return to;
  }

  /** Where in the log the line begins. */
  public long lineStart() {
    return lineStart;
  }

  /** Where in the log the next line begins. */
  public long position() {
    return bufferStart + next;
  }

  /** Whether {@link #position} is within a line whose beginning was given. */
  public boolean within() {
    return within;
  }
}
