package haneul.tools.guard.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The entries of one stream, in order. What cannot be understood is passed over and counted. */
public sealed interface Entries permits LineEntries, JournalExport {
  /** How much of a log's beginning tells whether it is the journal's export. */
  int TELLING_BYTES = 64;

  /**
   * How a stream is read.
   *
   * @param begins the log's first bytes, at least {@link #TELLING_BYTES} if it has them
   * @param before the line before that, or nothing: the first may speak of it
   * @param position where in the log the stream begins
   * @param within whether that is within a line too long to be given whole
   * @param complete whether nothing will be added: a last line without an end counts
   */
  record Opening(
      LogFormat format,
      byte[] begins,
      byte[] before,
      long position,
      boolean within,
      boolean complete,
      Instant now,
      ZoneId zone) {}

  static Entries of(InputStream in, Opening opening) {
    boolean export =
        switch (opening.format()) {
          case JOURNAL -> true;
          case AUTO ->
              new String(opening.begins(), StandardCharsets.ISO_8859_1).startsWith("__CURSOR=");
          case ACCESS, JSON, SYSLOG -> false;
        };
    return export ? new JournalExport(in, opening) : new LineEntries(in, opening);
  }

  /** The next; null when there is none, or not yet a whole one. */
  @Nullable Entry next() throws IOException;

  /** Where in the log the last entry began. */
  long entryStart();

  /** Where in the log to go on. */
  long position();

  /** Whether {@link #position} is within a line whose beginning was read. */
  boolean within();

  /** Lines, or entries of the journal, read so far. */
  long seen();

  /** How many of them could not be understood. */
  long notUnderstood();
}
