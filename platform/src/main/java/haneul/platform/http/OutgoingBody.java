package haneul.platform.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** A streamed answer on its way out. */
final class OutgoingBody extends OutputStream {
  private final OutputStream out;
  private final LongConsumer sending;

  private OutgoingBody(OutputStream out, LongConsumer sending) {
    this.out = out;
    this.sending = sending;
  }

  /**
   * Writes all of it; when that fails nothing is closed, so that a short body is seen as short.
   *
   * @param sending is told before so many bytes are sent
   */
  static void write(Response.Writer writer, OutputStream out, LongConsumer sending)
      throws IOException {
    writer.writeTo(new OutgoingBody(out, sending));
    out.close();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    sending.accept(length);
    out.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /** Nothing: that the body is whole is said by {@link #write}, not by its writer. */
  @Override
  public void close() {}
}
