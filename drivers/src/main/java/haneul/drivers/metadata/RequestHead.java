package haneul.drivers.metadata;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1.x request without a body (RFC 9112), as far as a metadata client needs it.
 *
 * @param keepAlive whether the client may ask again on the same connection
 */
record RequestHead(String method, String path, boolean keepAlive) {
  private static final int MAX_BYTES = 8192;

  /** A head that is not one; the connection is answered 400 and closed. */
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /**
   * Reads one head.
   *
   * @param endNanos when it must be complete, by {@link System#nanoTime}
   * @return null when the client closed the connection instead
   */
  static @Nullable RequestHead read(InputStream in, long endNanos) throws IOException {
    StringBuilder head = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        if (head.isEmpty()) {
          return null;
        }
        throw new Malformed("ends within the head");
      }
      head.append((char) next);
      if (head.length() > MAX_BYTES || System.nanoTime() > endNanos) {
        throw new Malformed("too long");
      }
      if (next == '\n' && (endsWith(head, "\r\n\r\n") || endsWith(head, "\n\n"))) {
        return parse(head.toString());
      }
    }
  }

  private static boolean endsWith(StringBuilder text, String end) {
    int start = text.length() - end.length();
    return start >= 0 && text.indexOf(end, start) == start;
  }

  static RequestHead parse(String head) throws Malformed {
    String[] lines = head.split("\r?\n", -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
      throw new Malformed("request line");
    }
    boolean keepAlive = words[2].equals("HTTP/1.1");
    for (int i = 1; i < lines.length; i++) {
      String line = lines[i].toLowerCase(Locale.ROOT);
      if (line.startsWith("connection:")) {
        keepAlive = keepAlive && !line.contains("close");
      }
      // A body is never read, so what follows it could not be told from the next request.
      if (line.startsWith("content-length:") || line.startsWith("transfer-encoding:")) {
        keepAlive = false;
      }
    }
    return new RequestHead(words[0], path(words[1]), keepAlive);
  }

  private static String path(String target) throws Malformed {
    try {
      String path = new URI(target.startsWith("//") ? target.substring(1) : target).getPath();
      if (path == null || !path.startsWith("/")) {
        throw new Malformed("target");
      }
      return path;
    } catch (URISyntaxException notAUri) {
      throw new Malformed("target");
    }
  }

  /** Text as HTTP sends it. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
