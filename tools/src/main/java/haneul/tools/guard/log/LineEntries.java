package haneul.tools.guard.log;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** An entry a line. */
final class LineEntries implements Entries {
  private final LineReader lines;
  private final LineParser parser;
  private final boolean complete;
  private long seen;
  private long notUnderstood;

  LineEntries(InputStream in, Opening opening) {
    lines = new LineReader(in, opening.position(), opening.within());
    parser = new LineParser(opening.format(), opening.now(), opening.zone());
    complete = opening.complete();
    parser.parse(opening.before(), 0, opening.before().length);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    while (lines.next() || (complete && lines.rest())) {
      seen++;
      Entry entry = parser.parse(lines.buffer(), lines.from(), lines.to());
      if (entry != null) {
        return entry;
      }
      if (lines.from() < lines.to()) {
        notUnderstood++;
      }
    }
    return null;
  }

  @Override
  public long entryStart() {
    return lines.lineStart();
  }

  @Override
  public long position() {
    return lines.position();
  }

  @Override
  public boolean within() {
    return lines.within();
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
