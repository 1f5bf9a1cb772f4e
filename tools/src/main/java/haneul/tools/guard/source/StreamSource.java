package haneul.tools.guard.source;

import haneul.tools.guard.log.Entries;
import haneul.tools.guard.log.LogFormat;
import haneul.tools.guard.rule.Rule;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard input. A thread reads it, as it may block for ever; what it finds waits in a queue, and
 * when that is full, whoever writes waits.
 */
public final class StreamSource implements Source {
  private static final int MOST_WAITING = 10_000;
  private static final long PATIENCE_MILLIS = 100;

  private final BlockingQueue<Found> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final boolean toTheEnd;
  private final Thread reader;
  private volatile boolean ended;
  private volatile @Nullable IOException failure;

  /**
   * Begins to read.
   *
   * @param toTheEnd whether it is drained only when it has ended, not when there is nothing for now
   */
  public StreamSource(
      InputStream in, LogFormat format, List<Rule> rules, Tally tally, boolean toTheEnd) {
    this.toTheEnd = toTheEnd;
    this.reader = Thread.ofPlatform().daemon().start(() -> read(in, format, rules, tally));
  }

  private void read(InputStream raw, LogFormat format, List<Rule> rules, Tally tally) {
    try {
      Instant now = Instant.now();
      BufferedInputStream in = new BufferedInputStream(uncompressed(raw), 1 << 16);
      in.mark(Entries.TELLING_BYTES);
      byte[] begins = firstBytes(in);
      in.reset();
      Entries entries =
          Entries.of(
              in,
              new Entries.Opening(
                  format, begins, new byte[0], 0, false, true, now, ZoneId.systemDefault()));
      Scan scan = new Scan(entries, rules, tally, now);
      while (!scan.ended()) {
        Found found = scan.next();
        if (found != null) {
          waiting.put(found);
        }
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
    }
  }

  private static InputStream uncompressed(InputStream raw) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
    in.mark(2);
    byte[] magic = in.readNBytes(2);
    in.reset();
    boolean compressed = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    return compressed ? new GZIPInputStream(in, 1 << 16) : in;
  }

  /** What came with the first write: enough to tell the journal's export, and never waited for. */
  private static byte[] firstBytes(InputStream in) throws IOException {
    byte[] bytes = new byte[Entries.TELLING_BYTES];
    int read = in.read(bytes);
    return java.util.Arrays.copyOf(bytes, Math.max(read, 0));
  }

  @Override
  public @Nullable Found next() throws IOException {
    try {
      Found found = waiting.poll(toTheEnd ? PATIENCE_MILLIS : 0, TimeUnit.MILLISECONDS);
      IOException broken = failure;
      if (found == null && broken != null) {
        throw new IOException("standard input cannot be read: " + broken.getMessage(), broken);
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted");
    }
  }

  /** What was read from a stream cannot be read again. */
  @Override
  public void taken() {}

  @Override
  public boolean drained() {
    boolean over = ended || !toTheEnd; // asked first: what is read last is put before it ends
    return over && waiting.isEmpty() && failure == null;
  }

  /** Whether nothing will ever come any more. */
  public boolean isOver() {
    boolean over = ended;
    return over && waiting.isEmpty();
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
