package haneul.services.identity.store.tokens;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One memcached. A few connections, kept open; every wait is short, and after a failure nobody
 * waits at all for a while: it is a cache, and there are other ways.
 */
final class MemcachedServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MemcachedServer.class.getName());
  private static final int MOST_CONNECTIONS = 8;
  static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration LEFT_ALONE = Duration.ofSeconds(5);

  private final InetSocketAddress address;
  private final Duration leftAlone;
  private final Semaphore turns = new Semaphore(MOST_CONNECTIONS);
  private final Deque<MemcachedConnection> idle = new ArrayDeque<>();
  private volatile long aloneUntilNanos = System.nanoTime();
  private boolean closed;

  MemcachedServer(InetSocketAddress address) {
    this(address, LEFT_ALONE);
  }

  /**
   * @param leftAlone how long it is not asked after a failure
   */
  MemcachedServer(InetSocketAddress address, Duration leftAlone) {
    this.address = address;
    this.leftAlone = leftAlone;
  }

  private interface Exchange<T> {
    T with(MemcachedConnection connection) throws IOException;
  }

  /** The value under {@code key}, which is of letters, digits and {@code :-_}. */
  Optional<byte[]> get(String key) throws IOException {
    return exchange(connection -> connection.get(key));
  }

  /** Keeps {@code value}, unless the server is short of memory, until that second. */
  void set(String key, long expiresAtEpochSeconds, byte[] value) throws IOException {
    exchange(connection -> {
      connection.set(key, expiresAtEpochSeconds, value);
      return true;
    });
  }

  private <T> T exchange(Exchange<T> exchange) throws IOException {
    if (System.nanoTime() - aloneUntilNanos < 0) {
      throw new IOException("memcached " + this + " failed a moment ago");
    }
    acquire();
    try {
      return once(exchange);
    } catch (IOException e) {
      aloneUntilNanos = System.nanoTime() + leftAlone.toNanos();
      LOG.log(
          System.Logger.Level.WARNING,
          "memcached {0} failed: {1}. It is left alone for {2} seconds: its tokens count as lost,"
              + " and new ones are made without it.",
          this,
          e.getMessage(),
          leftAlone.toSeconds());
      throw new IOException("memcached " + this + ": " + e.getMessage(), e);
    } finally {
      turns.release();
    }
  }

  private void acquire() throws IOException {
    try {
      if (!turns.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("memcached " + this + " is too slow");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** A connection that was idle may have been closed by the other side: one fresh one is tried. */
  private <T> T once(Exchange<T> exchange) throws IOException {
    MemcachedConnection kept = takeIdle();
    if (kept != null) {
      try {
        return use(kept, exchange);
      } catch (IOException e) {
        closeIdle();
      }
    }
    return use(MemcachedConnection.open(address, WAIT), exchange);
  }

  private <T> T use(MemcachedConnection connection, Exchange<T> exchange) throws IOException {
    try {
      T result = exchange.with(connection);
      giveBack(connection);
      return result;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private synchronized @Nullable MemcachedConnection takeIdle() {
    return idle.pollLast();
  }

  private synchronized void giveBack(MemcachedConnection connection) {
    if (closed) {
      connection.close();
    } else {
      idle.addLast(connection);
    }
  }

  private synchronized void closeIdle() {
    idle.forEach(MemcachedConnection::close);
    idle.clear();
  }

  @Override
  public synchronized void close() {
    closed = true;
    closeIdle();
  }

  @Override
  public String toString() {
    return address.getHostString() + ":" + address.getPort();
  }
}
