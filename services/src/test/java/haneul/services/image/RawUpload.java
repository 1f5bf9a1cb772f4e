package haneul.services.image;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An upload by hand, so that it can stop anywhere. */
final class RawUpload implements AutoCloseable {
  final Socket socket;
  private final OutputStream out;

  /** Sends the request's head; {@code length} is a line of it, that of the body. */
  RawUpload(ImageFixture image, String id, String length) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), image.server.port());
    socket.setSoTimeout(60_000);
    out = socket.getOutputStream();
    text(
        "PUT /image/v2/images/%s/file HTTP/1.1\r\nHost: a\r\nX-Auth-Token: demo\r\n".formatted(id)
            + "Content-Type: application/octet-stream\r\n"
            + length
            + "\r\n\r\n");
  }

  void text(String text) throws IOException {
    send(text.getBytes(StandardCharsets.US_ASCII));
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends as one chunk of a chunked body. */
  void chunk(byte[] bytes) throws IOException {
    text(Integer.toHexString(bytes.length) + "\r\n");
    send(bytes);
    text("\r\n");
  }

  /** Closes so that the other side gets a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** The first line of the answer. */
  String answer() throws IOException {
    StringBuilder line = new StringBuilder();
    int c = socket.getInputStream().read();
    while (c >= 0 && c != '\r') {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
