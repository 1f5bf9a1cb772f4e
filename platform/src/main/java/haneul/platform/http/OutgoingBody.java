package haneul.platform.http;

import java.io.IOException;
import java.io.OutputStream;

/** A streamed answer on its way out. */
final class OutgoingBody extends OutputStream {
  private final OutputStream out;

  private OutgoingBody(OutputStream out) {
    this.out = out;
  }

  /** Writes all of it; when that fails nothing is closed, so that a short body is seen as short. */
  static void write(Response.Writer writer, OutputStream out) throws IOException {
    writer.writeTo(new OutgoingBody(out));
    out.close();
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
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
