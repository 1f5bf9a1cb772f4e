package haneul.drivers.qemu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Cuts a byte stream into lines of a bounded length. Used by one thread. */
final class QmpLines {
  /** More than any answer we ask for: a full console ring in base64 has 350,000. */
  static final int MAX_LINE_BYTES = 1024 * 1024;

  private final ReadableByteChannel from;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024).flip();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  QmpLines(ReadableByteChannel from) {
    this.from = from;
  }

  /** The next line without its end; null at the end of the stream. */
  @Nullable String next() throws IOException {
    while (true) {
      while (buffer.hasRemaining()) {
        byte read = buffer.get();
        if (read == '\n') {
          String text = line.toString(StandardCharsets.UTF_8);
          line.reset();
          return text;
        }
        if (line.size() >= MAX_LINE_BYTES) {
          throw new IOException("a line longer than " + MAX_LINE_BYTES + " bytes");
        }
        line.write(read);
      }
      buffer.clear();
      int count = from.read(buffer);
      buffer.flip();
      if (count < 0) {
        return null;
      }
    }
  }
}
