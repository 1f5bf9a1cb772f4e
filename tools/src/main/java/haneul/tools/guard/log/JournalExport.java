package haneul.tools.guard.log;

import haneul.tools.guard.address.Address;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The journal's export format (systemd, "Journal Export Formats"): an entry is lines of {@code
 * NAME=value}, or of {@code NAME}, eight bytes that say how many follow, and the value; an empty
 * line ends it. A value may hold anything, line ends too, so what looks like a field within one is
 * none.
 */
final class JournalExport implements Entries {
  private static final int MOST_FIELD_BYTES = Texts.MOST_FIELD_BYTES;
  private static final int MOST_FIELDS = 128;

  private final InputStream in;
  private final boolean complete;
  private long position;
  private long entryStart;
  private long wholeUntil; // the end of the last whole entry
  private long seen;
  private long notUnderstood;

  JournalExport(InputStream in, Opening opening) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.position = opening.position();
    this.wholeUntil = opening.position();
    this.complete = opening.complete();
  }

  /** One entry's fields. */
  private record Fields(Map<String, String> values) implements Entry {
    @Override
    public @Nullable Address address() {
      return null;
    }

    @Override
    public long timeMillis() {
      String micros = member("__REALTIME_TIMESTAMP");
      return micros.matches("[0-9]{1,17}") ? Timestamps.epoch(Double.parseDouble(micros)) : NO_TIME;
    }

    @Override
    public String program() {
      return member("SYSLOG_IDENTIFIER");
    }

    @Override
    public String message() {
      return member("MESSAGE");
    }

    @Override
    public String member(String name) {
      return values.getOrDefault(name, "");
    }

    @Override
    public String text() {
      return Texts.shown(message());
    }
  }

  @Override
  public @Nullable Entry next() throws IOException {
    Map<String, String> values = new HashMap<>();
    entryStart = position;
    while (true) {
      byte[] name = until('\n');
      if (name == null) {
        if (complete && !values.isEmpty()) {
          return whole(values);
        }
        return null;
      }
      if (name.length == 0) {
        if (!values.isEmpty()) {
          return whole(values);
        }
        entryStart = position;
      } else if (!field(name, values)) {
        return null;
      }
    }
  }

  private Entry whole(Map<String, String> values) {
    wholeUntil = position;
    seen++;
    return new Fields(values);
  }

  /** One field into {@code values}; false when it is not all there. */
  private boolean field(byte[] line, Map<String, String> values) throws IOException {
    String text = new String(line, StandardCharsets.UTF_8);
    int equals = text.indexOf('=');
    if (equals < 0) {
      byte[] size = in.readNBytes(8);
      position += size.length;
      if (size.length < 8) {
        return false;
      }
      long length = 0;
      for (int i = 7; i >= 0; i--) {
        length = length << 8 | (size[i] & 0xff);
      }
      if (length < 0) {
        return passDamage(values);
      }
      byte[] value = in.readNBytes((int) Math.min(length, MOST_FIELD_BYTES));
      long passed = value.length < length ? skip(length - value.length) : 0;
      position += value.length + passed;
      int end = in.read();
      if (value.length + passed < length || end < 0) {
        return false;
      }
      position++;
      put(values, text, new String(value, StandardCharsets.UTF_8));
      return true;
    }
    put(values, text.substring(0, equals), text.substring(equals + 1));
    return true;
  }

  /** On to the next entry. */
  private boolean passDamage(Map<String, String> values) throws IOException {
    notUnderstood++;
    values.clear();
    byte[] line = until('\n');
    while (line != null && line.length > 0) {
      line = until('\n');
    }
    entryStart = position;
    return line != null;
  }

  private static void put(Map<String, String> values, String name, String value) {
    if (values.size() < MOST_FIELDS) {
      values.putIfAbsent(name, value);
    }
  }

  private long skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped <= 0) {
        break;
      }
      left -= skipped;
    }
    return bytes - left;
  }

  /** Up to the byte, without it, cut at a bound; null when the stream ends first. */
  private byte @Nullable [] until(char end) throws IOException {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream(128);
    long read = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      read++;
      if (b == end) {
        position += read;
        return bytes.toByteArray();
      }
      if (bytes.size() < MOST_FIELD_BYTES) {
        bytes.write(b);
      }
    }
    position += read;
    return null;
  }

  @Override
  public long entryStart() {
    return entryStart;
  }

  @Override
  public long position() {
    return wholeUntil;
  }

  @Override
  public boolean within() {
    return false;
  }

  @Override
  public long seen() {
    return seen;
  }

  @Override
  public long notUnderstood() {
    return notUnderstood;
  }
}
