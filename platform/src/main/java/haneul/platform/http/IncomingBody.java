package haneul.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as it comes off the wire. It is opened by the first read, since that is what
 * tells a waiting client to send it; whatever is wrong with its framing is an {@link IOException}.
 */
final class IncomingBody extends InputStream {
  /** Who sends less holds what the body is read for: a slot, a file, memory. */
  private static final long LEAST_BYTES_A_SECOND = 1_024;

  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Supplier<InputStream> opener;
  private final LongSupplier nanoTime;
  private long openedAt;
  private long bytes;
  private @Nullable InputStream in;
  private boolean ended;
  private boolean broken;

  IncomingBody(Supplier<InputStream> opener) {
    this(opener, System::nanoTime);
  }

  IncomingBody(Supplier<InputStream> opener, LongSupplier nanoTime) {
    this.opener = opener;
    this.nanoTime = nanoTime;
  }

  static IncomingBody none() {
    IncomingBody body = new IncomingBody(InputStream::nullInputStream);
    body.ended = true;
    return body;
  }

  boolean opened() {
    return in != null;
  }

  /** Whether nothing of it is left on the wire. */
  boolean ended() {
    return ended;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    if (broken) {
      throw new IOException("the request body broke off");
    }
    try {
      if (in == null) {
        openedAt = nanoTime.getAsLong();
        in = opener.get();
      }
      int count = in.read(buffer, offset, length);
      ended = count < 0;
      bytes += Math.max(0, count);
      requireLeastRate();
      return count;
    } catch (IOException | RuntimeException e) {
      broken = true;
      throw new IOException("the request body broke off", e);
    }
  }

  /** On the whole, so that a pause does no harm. */
  private void requireLeastRate() throws IOException {
    Duration since = Duration.ofNanos(nanoTime.getAsLong() - openedAt);
    if (!ended && since.compareTo(GRACE) > 0 && bytes < since.toSeconds() * LEAST_BYTES_A_SECOND) {
      throw new IOException("it comes at less than " + LEAST_BYTES_A_SECOND + " bytes a second");
    }
  }

  /** Reads what is left and forgets it, within bounds. */
  void drain(long atMostBytes, Duration atMost) {
    if (ended) {
      return; // as most are, and a buffer costs more than they do
    }
    byte[] buffer = new byte[16_384];
    long left = atMostBytes;
    long end = System.nanoTime() + atMost.toNanos();
    try {
      while (!ended && left > 0 && System.nanoTime() < end) {
        left -= Math.max(0, read(buffer, 0, buffer.length));
      }
    } catch (IOException e) {
      broken = true;
    }
  }

  /** Nothing: what a handler left unread is dealt with after the answer. */
  @Override
  public void close() {}
}
