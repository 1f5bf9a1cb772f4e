package haneul.drivers.qemu;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One connection to a QEMU monitor (QMP, docs/interop/qmp-spec of QEMU). Commands carry ids, so
 * several threads may use it; each wait has a limit. One virtual thread reads.
 */
final class QmpClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final SocketChannel channel;
  private final Consumer<QmpEvent> onEvent;
  private final Runnable onClose;
  private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
  private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean open = true;

  private QmpClient(SocketChannel channel, Consumer<QmpEvent> onEvent, Runnable onClose) {
    this.channel = channel;
    this.onEvent = onEvent;
    this.onClose = onClose;
  }

  /**
   * Connects and negotiates.
   *
   * @param onEvent runs on the reading thread: it must not wait, nor use this client
   * @param onClose runs once, when QEMU has hung up or {@link #close()} was called
   * @throws IOException when nobody listens, or QEMU does not greet within {@code limit} (it serves
   *     one client at a time)
   */
  static QmpClient connect(
      Path socket, Duration limit, Consumer<QmpEvent> onEvent, Runnable onClose)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    QmpClient client = new QmpClient(channel, onEvent, onClose);
    boolean done = false;
    try {
      // Not blocking: with a full backlog, connect(2) on a Unix socket would wait for ever.
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(true);
      Thread.ofVirtual().name("qmp " + socket).start(client::read);
      await("the greeting", client.greeting, limit);
      client.execute("qmp_capabilities", Map.of(), limit);
      done = true;
      return client;
    } finally {
      if (!done) {
        client.close();
      }
    }
  }

  /**
   * Runs a command and answers what it returned.
   *
   * @throws QmpException when QEMU refuses it
   * @throws IOException when the connection breaks, or there is no answer within {@code limit}
   */
  JsonNode execute(String command, Map<String, ?> arguments, Duration limit) throws IOException {
    long id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    pending.put(id, answer);
    try {
      if (!open) {
        throw new IOException("QEMU's monitor is closed");
      }
      Map<String, Object> request = new LinkedHashMap<>();
      request.put("execute", command);
      request.put("arguments", arguments);
      request.put("id", id);
      write(JSON.writeValueAsString(request));
      JsonNode message = await(command, answer, limit);
      JsonNode error = message.get("error");
      if (error != null) {
        throw new QmpException(
            command, error.path("class").asString(""), error.path("desc").asString(""));
      }
      return message.path("return");
    } finally {
      pending.remove(id);
    }
  }

  boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    writing.lock();
    try {
      if (!open) {
        return;
      }
      open = false;
    } finally {
      writing.unlock();
    }
    try {
      channel.close();
    } catch (IOException ignored) {
      // There is nothing more to do with it.
    }
    IOException closed = new IOException("QEMU's monitor is closed");
    greeting.completeExceptionally(closed);
    pending.values().forEach(answer -> answer.completeExceptionally(closed));
    onClose.run();
  }

  private void write(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    writing.lock();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } finally {
      writing.unlock();
    }
  }

  private static JsonNode await(String what, CompletableFuture<JsonNode> answer, Duration limit)
      throws IOException {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new IOException(
          "QEMU's monitor did not answer " + what + " within " + limit.toMillis() + " ms", late);
    } catch (ExecutionException failed) {
      throw new IOException("QEMU's monitor closed during " + what, failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted during " + what);
    }
  }

  private void read() {
    QmpLines lines = new QmpLines(channel);
    try {
      for (String line = lines.next(); line != null; line = lines.next()) {
        take(JSON.readTree(line));
      }
    } catch (IOException | JacksonException broken) {
      // As an end: whoever waits for an answer is told below.
    } finally {
      close();
    }
  }

  private void take(JsonNode message) {
    if (message.has("QMP")) {
      greeting.complete(message);
      return;
    }
    JsonNode event = message.get("event");
    if (event != null) {
      onEvent.accept(new QmpEvent(event.asString(""), message.path("data")));
      return;
    }
    @Nullable CompletableFuture<JsonNode> waiting = pending.get(message.path("id").asLong(-1));
    if (waiting != null) {
      waiting.complete(message);
    }
  }
}
