package haneul.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request's body. However the connection breaks, whoever reads gets an {@link IOException}: the
 * client's doing, not ours.
 */
final class BodyStream extends InputStream {
  private static final int PIECE_BYTES = 64 << 10;

  private final Supplier<InputStream> source;
  private final BodyWatch watch;
  private @Nullable InputStream in;
  private boolean broken;

  /**
   * @param source asked once, when the first byte is wanted: a client that waits to be asked for
   *     its body is asked by that
   * @param watch ends a read that takes too long
   */
  BodyStream(Supplier<InputStream> source, BodyWatch watch) {
    this.source = source;
    this.watch = watch;
  }

  /** What a read of the server's own stream does. */
  private interface Read {
    int from(InputStream in) throws IOException;
  }

  private int read(Read read) throws IOException {
    if (broken) {
      throw new IOException("the connection is broken");
    }
    try (BodyWatch.Turn _ = watch.begin()) {
      if (in == null) {
        in = source.get();
      }
      return read.from(in);
    } catch (IOException e) {
      broken = true;
      throw e;
    } catch (RuntimeException e) {
      broken = true;
      throw new IOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    return read(InputStream::read);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return read(stream -> stream.read(bytes, offset, length));
  }

  /** Whether anything was asked of it. */
  boolean touched() {
    return in != null;
  }

  /**
   * Reads what is left, so that a client that sends all before it listens hears the answer.
   *
   * @return false when that is more than {@code maxBytes}, or the connection broke
   */
  boolean drained(long maxBytes) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      for (long left = maxBytes; left > 0; ) {
        int read = read(piece, 0, (int) Math.min(piece.length, left));
        if (read < 0) {
          return true;
        }
        left -= read;
      }
      return read() < 0;
    } catch (IOException e) {
      return false;
    }
  }
}
