package haneul.platform.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may be connected. All in all there are fewer connections than the process may have files, and
 * of one address fewer than that. Where one is too many, the one that has been idle for longest
 * goes for it: of the same address, else of the address that has most. Idle is who has asked
 * nothing whole yet, or has his answer. Only where all are at work is who comes refused; this host
 * still gets in.
 */
final class Connections {
  /** For this host alone, where all others are taken. */
  private static final int RESERVED = 16;

  private final int most;
  private final int mostOfOne;
  private final Set<InetAddress> proxies;

  /** By the other end's address; of each the one that has been idle for longest first. */
  private final Map<InetAddress, Map<SocketAddress, Connection>> open = new HashMap<>();

  private int count;

  /** One that was accepted; guarded by the whole. */
  private static final class Connection {
    final Socket socket;
    boolean working;

    Connection(Socket socket) {
      this.socket = socket;
    }
  }

  /**
   * @param proxies who speak for others, and so may have as many as there are
   */
  Connections(HttpLimits limits, Set<InetAddress> proxies) {
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

  private synchronized void set(SocketAddress end, boolean working) {
    Map<SocketAddress, Connection> its = open.get(address(end));
    Connection found = its == null ? null : its.remove(end);
    if (its != null && found != null) {
      found.working = working;
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
