package haneul.services.identity.store.tokens;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Two commands of memcached's text protocol ({@code doc/protocol.txt} of its source). An answer
 * that is not the expected one is an {@link IOException}: the connection is then of no more use.
 */
final class MemcachedConnection implements AutoCloseable {
  private static final int MOST_LINE_BYTES = 512;
  private static final int MOST_VALUE_BYTES = 8 << 10;

  private final Socket socket;
  private final InputStream in;

  private MemcachedConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * @param wait for the connection, and then for each answer
   */
  static MemcachedConnection open(InetSocketAddress address, Duration wait) throws IOException {
    int waitMillis = Math.toIntExact(wait.toMillis());
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(waitMillis);
      // Looked up anew each time: a name may come to mean another address.
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(address.getHostString()), address.getPort()),
          waitMillis);
      return new MemcachedConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  void set(String key, long expiresAtEpochSeconds, byte[] value) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ascii("set " + key + " 0 " + expiresAtEpochSeconds + " " + value.length + "\r\n"));
    request.writeBytes(value);
    request.writeBytes(ascii("\r\n"));
    send(request.toByteArray());
    expect("STORED", line());
  }

  Optional<byte[]> get(String key) throws IOException {
    send(ascii("get " + key + "\r\n"));
    String head = line();
    if (head.equals("END")) {
      return Optional.empty();
    }
    String[] words = head.split(" ", -1);
    if (words.length != 4 || !words[0].equals("VALUE") || !words[1].equals(key)) {
      throw unexpected(head);
    }
    byte[] value = in.readNBytes(length(words[3]));
    expect("", line());
    expect("END", line());
    return Optional.of(value);
  }

  private static int length(String word) throws IOException {
    if (!word.matches("[0-9]{1,6}") || Integer.parseInt(word) > MOST_VALUE_BYTES) {
      throw unexpected("a value of " + word + " bytes");
    }
    return Integer.parseInt(word);
  }

  private void send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
  }

  /** Up to the line's end, which is not part of it. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("it hung up");
      }
      if (line.size() == MOST_LINE_BYTES) {
        throw unexpected("a line without end");
      }
      line.write(read);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static void expect(String expected, String line) throws IOException {
    if (!line.equals(expected)) {
      throw unexpected(line);
    }
  }

  private static IOException unexpected(String what) {
    return new IOException("it answered: " + what);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is given up either way.
    }
  }
}
