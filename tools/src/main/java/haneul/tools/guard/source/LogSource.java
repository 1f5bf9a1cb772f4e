package haneul.tools.guard.source;

import haneul.tools.guard.log.Entries;
import haneul.tools.guard.log.LogFormat;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.source.Rotation.Part;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** What is new in one log: the ends of its old files, then the log itself. */
public final class LogSource implements Source {
  private static final int GZIP_BUFFER_BYTES = 1 << 16;

  /** How far back the line before the new ones is looked for. */
  private static final int MOST_BEFORE_BYTES = 8 << 10;

  /** A log's last files that stay known. */
  private static final int MOST_CURSORS = 3;

  private final String log;
  private final List<Cursor> cursors;
  private final Deque<Part> parts;
  private final Reading reading;
  private @Nullable Open open;
  private boolean pending; // what was given last is not done with

  /** What all parts are read for. */
  record Reading(LogFormat format, List<Rule> rules, Tally tally, Instant now) {}

  /** A part under way. */
  private record Open(Part part, InputStream in, Entries entries, Scan scan) {}

  LogSource(String log, List<Cursor> before, List<Part> parts, Reading reading) {
    this.log = log;
    this.cursors = new ArrayList<>(before);
    this.parts = new ArrayDeque<>(parts);
    this.reading = reading;
  }

  public String log() {
    return log;
  }

  @Override
  public @Nullable Found next() throws IOException {
    if (open == null && !parts.isEmpty()) {
      open = open(parts.removeFirst());
    }
    if (open == null) {
      return null;
    }
    Found found = open.scan().next();
    pending = found != null;
    if (found == null && open.scan().ended()) {
      close();
    }
    return found;
  }

  @Override
  public void taken() {
    pending = false;
  }

  @Override
  public boolean drained() {
    return open == null && parts.isEmpty();
  }

  /** Ends the part under way; its cursor stays. */
  @Override
  public void close() throws IOException {
    if (open != null) {
      keep(cursor(open));
      open.in().close();
      open = null;
    }
  }

  /** How far everything was read that was given and done with; oldest file first. */
  public List<Cursor> cursors() {
    if (open != null) {
      keep(cursor(open));
    }
    return List.copyOf(cursors);
  }

  private Cursor cursor(Open now) {
    Entries entries = now.entries();
    return pending
        ? Cursor.of(now.part().file(), entries.entryStart(), false)
        : Cursor.of(now.part().file(), entries.position(), entries.within());
  }

  private void keep(Cursor cursor) {
    cursors.removeIf(other ->
        other.inode() == cursor.inode()
            || (other.headBytes() > 0
                && other.headBytes() == cursor.headBytes()
                && other.head().equals(cursor.head())));
    cursors.add(cursor);
    while (cursors.size() > MOST_CURSORS) {
      cursors.removeFirst();
    }
  }

  /** Nothing when the file is another by now: the next look finds out what happened. */
  private @Nullable Open open(Part part) throws IOException {
    FileInputStream file;
    try {
      file = new FileInputStream(part.file().path().toFile());
    } catch (FileNotFoundException e) {
      return null;
    }
    try {
      byte[] expected = part.file().head();
      byte[] head = content(file, part).readNBytes(expected.length);
      if (!Arrays.equals(head, expected)) {
        file.close();
        return null;
      }
      InputStream in = content(file, part);
      long start = Math.max(0, part.offset() - MOST_BEFORE_BYTES);
      if (part.file().compressed()) {
        in.skipNBytes(start);
      } else {
        start = Math.min(start, file.getChannel().size()); // cut short
        file.getChannel().position(start);
      }
      byte[] before = in.readNBytes((int) (part.offset() - start));
      Entries entries =
          Entries.of(
              in,
              new Entries.Opening(
                  reading.format(),
                  expected,
                  part.within() ? new byte[0] : lastLine(before),
                  part.offset(),
                  part.within(),
                  !part.live() || part.file().compressed(),
                  reading.now(),
                  ZoneId.systemDefault()));
      return new Open(
          part, in, entries, new Scan(entries, reading.rules(), reading.tally(), reading.now()));
    } catch (EOFException | ZipException e) {
      file.close();
      return null; // being compressed just now
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Without its end; a part of it when it is long, which is then understood as little. */
  private static byte[] lastLine(byte[] lines) {
    int end = lines.length > 0 && lines[lines.length - 1] == '\n' ? lines.length - 1 : lines.length;
    int from = end;
    while (from > 0 && lines[from - 1] != '\n') {
      from--;
    }
    return Arrays.copyOfRange(lines, from, end);
  }

  private static InputStream content(FileInputStream file, Part part) throws IOException {
    file.getChannel().position(0);
    return part.file().compressed() ? new GZIPInputStream(file, GZIP_BUFFER_BYTES) : file;
  }
}
