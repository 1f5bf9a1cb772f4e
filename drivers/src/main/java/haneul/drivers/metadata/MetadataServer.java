package haneul.drivers.metadata;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * A small HTTP/1.1 server for guests that ask who they are. The client is untrusted: heads, times
 * and connections are bounded, in all and for each source, so that one guest cannot keep the others
 * from being answered.
 */
final class MetadataServer implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 256;
  private static final int CONNECTIONS_OF_ONE_SOURCE_MAX = 16;
  private static final int REQUESTS_OF_ONE_CONNECTION_MAX = 200;
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(10);

  private final ServerSocketChannel listening;
  private final Function<String, Optional<MetadataDocuments>> guests;
  private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);
  private final ConcurrentHashMap<InetAddress, Integer> bySource = new ConcurrentHashMap<>();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  /**
   * Serves from now on.
   *
   * @param guests a source address to the documents of the guest that has it
   */
  MetadataServer(
      ServerSocketChannel listening, Function<String, Optional<MetadataDocuments>> guests) {
    this.listening = listening;
    this.guests = guests;
    Thread.ofVirtual().name("metadata").start(this::accept);
  }

  boolean isOpen() {
    return listening.isOpen();
  }

  private void accept() {
    try {
      while (listening.isOpen()) {
        SocketChannel channel = listening.accept();
        if (admit(channel)) {
          Thread.startVirtualThread(() -> converse(channel));
        } else {
          channel.close();
        }
      }
    } catch (IOException closed) {
      close();
    }
  }

  private boolean admit(SocketChannel channel) throws IOException {
    if (!connections.tryAcquire()) {
      return false;
    }
    int ofSource = bySource.merge(source(channel), 1, Integer::sum);
    open.add(channel);
    if (ofSource <= CONNECTIONS_OF_ONE_SOURCE_MAX) {
      return true;
    }
    release(channel);
    return false;
  }

  private void release(SocketChannel channel) throws IOException {
    open.remove(channel);
    bySource.compute(source(channel), (_, count) -> count == null || count <= 1 ? null : count - 1);
    connections.release();
  }

  private static InetAddress source(SocketChannel channel) throws IOException {
    return channel.getRemoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  private void converse(SocketChannel channel) {
    try (channel) {
      try {
        String source = source(channel).getHostAddress();
        channel.socket().setSoTimeout((int) REQUEST_LIMIT.toMillis());
        InputStream in = new BufferedInputStream(channel.socket().getInputStream());
        OutputStream out = channel.socket().getOutputStream();
        boolean more = true;
        for (int i = 1; more && i <= REQUESTS_OF_ONE_CONNECTION_MAX; i++) {
          more = answerOne(source, in, out, i < REQUESTS_OF_ONE_CONNECTION_MAX);
        }
      } finally {
        release(channel);
      }
    } catch (IOException gone) {
      // The guest hung up or took too long; nobody is left to tell.
    }
  }

  private boolean answerOne(String source, InputStream in, OutputStream out, boolean mayGoOn)
      throws IOException {
    RequestHead head;
    try {
      head = RequestHead.read(in, System.nanoTime() + REQUEST_LIMIT.toNanos());
    } catch (RequestHead.Malformed malformed) {
      out.write(error(400, "Bad Request", false));
      return false;
    } catch (SocketTimeoutException idle) {
      return false;
    }
    if (head == null) {
      return false;
    }
    boolean keepAlive = head.keepAlive() && mayGoOn;
    out.write(answer(source, head, keepAlive));
    return keepAlive;
  }

  private byte[] answer(String source, RequestHead head, boolean keepAlive) {
    boolean get = head.method().equals("GET");
    if (!get && !head.method().equals("HEAD")) {
      return error(405, "Method Not Allowed", keepAlive);
    }
    Optional<Document> document = guests.apply(source).flatMap(guest -> guest.get(head.path()));
    if (document.isEmpty()) {
      return error(404, "Not Found", keepAlive);
    }
    byte[] body = document.get().body();
    return response("200 OK", document.get().contentType(), body, get, keepAlive);
  }

  private static byte[] error(int status, String reason, boolean keepAlive) {
    byte[] body = (status + " " + reason + "\n").getBytes(StandardCharsets.US_ASCII);
    return response(status + " " + reason, "text/plain; charset=UTF-8", body, true, keepAlive);
  }

  private static byte[] response(
      String status, String type, byte[] body, boolean withBody, boolean keepAlive) {
    String head =
        "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: %s\r\n\r\n"
            .formatted(status, type, body.length, keepAlive ? "keep-alive" : "close");
    byte[] start = RequestHead.bytes(head);
    byte[] all = java.util.Arrays.copyOf(start, start.length + (withBody ? body.length : 0));
    System.arraycopy(body, 0, all, start.length, all.length - start.length);
    return all;
  }

  /** Stops listening and ends all conversations. */
  @Override
  public void close() {
    closeQuietly(listening);
    open.forEach(MetadataServer::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception alreadyBroken) {
      // It is of no more use either way.
    }
  }
}
