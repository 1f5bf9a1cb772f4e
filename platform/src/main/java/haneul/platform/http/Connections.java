package haneul.platform.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who may be connected. All in all there are fewer connections than the process may have files, and
 * of one address fewer than that. Where one is too many, the one that has been idle for longest
 * goes for it: of the same address, else of the address that has most. Idle is who has asked
 * nothing whole yet, or has his answer. Only where all are at work is who comes refused; this host
 * still gets in.
 */
final class Connections {
  /** Who takes an answer more slowly holds what it is kept in. */
  private static final long LEAST_BYTES_A_SECOND = 32 << 10;

  private static final long GRACE_SECONDS = 30;
  private static final long NEVER = Long.MAX_VALUE;

  /** For this host alone, where all others are taken. */
  private static final int RESERVED = 16;

  private final int most;
  private final int mostOfOne;
  private final Set<InetAddress> proxies;
  private final LongSupplier nanoTime;
  private final long began;

  /** By the other end's address; of each the one that has been idle for longest first. */
  private final Map<InetAddress, Map<SocketAddress, Connection>> open = new HashMap<>();

  private int count;

  /** One that was accepted; guarded by the whole. */
  private static final class Connection {
    final Socket socket;
    boolean working;
    long sentBy = NEVER;

    Connection(Socket socket) {
      this.socket = socket;
    }
  }

  /**
   * @param proxies who speak for others, and so may have as many as there are
   */
  Connections(HttpLimits limits, Set<InetAddress> proxies) {
    this(limits, proxies, System::nanoTime);
  }

  Connections(HttpLimits limits, Set<InetAddress> proxies, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.most = limits.connections();
    this.mostOfOne = limits.connectionsOfOne();
    this.proxies = proxies;
  }

  /** More than this are never open, this host's reserve included. */
  int atMost() {
    return most + RESERVED;
  }

  /** Whether who was accepted may stay. */
  synchronized boolean admit(Socket socket) {
    InetAddress from = socket.getInetAddress();
    if (from == null) {
      return false; // gone already
    }
    int ofOne = open.getOrDefault(from, Map.of()).size();
    if (ofOne >= mostOfOne && !proxies.contains(from) && !makeRoom(from)) {
      return false;
    }
    if (count >= most
        && !makeRoom(greediest())
        && !(from.isLoopbackAddress() && count < atMost())) {
      return false;
    }
    open.computeIfAbsent(from, _ -> new LinkedHashMap<>())
        .put(socket.getRemoteSocketAddress(), new Connection(socket));
    count++;
    return true;
  }

  private InetAddress greediest() {
    return open.entrySet().stream()
        .max((a, b) -> Integer.compare(a.getValue().size(), b.getValue().size()))
        .orElseThrow()
        .getKey();
  }

  /**
   * Ends what ended by itself, or else who has been idle for longest; false when all are at work.
   */
  private boolean makeRoom(InetAddress of) {
    Map<SocketAddress, Connection> its = open.getOrDefault(of, Map.of());
    Optional<Map.Entry<SocketAddress, Connection>> found =
        its.entrySet().stream()
            .filter(one -> one.getValue().socket.isClosed())
            .findFirst()
            .or(() -> its.entrySet().stream().filter(one -> !one.getValue().working).findFirst());
    found.ifPresent(one -> end(of, one.getKey(), one.getValue().socket));
    return found.isPresent();
  }

  private void end(InetAddress of, SocketAddress end, Socket socket) {
    forget(of, end);
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }

  /** A whole request has come. */
  void begins(SocketAddress end) {
    set(end, true);
  }

  /** Its answer is sent. */
  void ends(SocketAddress end) {
    set(end, false);
  }

  /** So many bytes begin to be sent; whoever does not take them in time is ended. */
  synchronized void sends(SocketAddress end, long bytes) {
    Map<SocketAddress, Connection> its = open.get(address(end));
    Connection found = its == null ? null : its.get(end);
    if (found != null) {
      found.sentBy = now() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS + bytes / LEAST_BYTES_A_SECOND);
    }
  }

  /** Ends those that did not take their answers in time. */
  void endTheLate() {
    List<Socket> late = new ArrayList<>();
    synchronized (this) {
      long now = now();
      for (Map<SocketAddress, Connection> its : open.values()) {
        for (Connection one : its.values()) {
          if (one.sentBy < now) {
            one.sentBy = NEVER;
            late.add(one.socket);
          }
        }
      }
    }
    late.forEach(Connections::close);
  }

  private long now() {
    return nanoTime.getAsLong() - began;
  }

  private synchronized void set(SocketAddress end, boolean working) {
    Map<SocketAddress, Connection> its = open.get(address(end));
    Connection found = its == null ? null : its.remove(end);
    if (its != null && found != null) {
      found.working = working;
      found.sentBy = NEVER;
      its.put(end, found); // the last to have done anything
    }
  }

  /** It has ended. */
  synchronized void ended(SocketAddress end) {
    forget(address(end), end);
  }

  private void forget(InetAddress of, SocketAddress end) {
    Map<SocketAddress, Connection> its = open.get(of);
    if (its != null && its.remove(end) != null) {
      count--;
      if (its.isEmpty()) {
        open.remove(of);
      }
    }
  }

  private static InetAddress address(SocketAddress end) {
    return end instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
