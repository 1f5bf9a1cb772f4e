package haneul.drivers.metadata;

import haneul.base.id.NetworkId;
import haneul.drivers.netns.NamespaceSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The metadata listeners of a cloud's networks on this host, one in each DHCP namespace. */
public final class MetadataListeners implements AutoCloseable {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("169.254.169.254", 80);

  private final Map<NetworkId, Listening> listeners = new ConcurrentHashMap<>();
  private volatile MetadataDirectory directory =
      new MetadataDirectory(List.of(), List.of(), List.of());

  private record Listening(MetadataServer server, int deviceIndex) {}

  /** What is answered from now on. */
  public void tell(MetadataDirectory next) {
    directory = next;
  }

  /**
   * Listens on the network, if it does not yet.
   *
   * @param deviceIndex of the network's DHCP port: another index means another namespace
   */
  public void ensure(NetworkId network, String namespace, int deviceIndex) throws IOException {
    Listening before = listeners.get(network);
    if (before != null && before.deviceIndex() == deviceIndex && before.server().isOpen()) {
      return;
    }
    remove(network);
    MetadataServer server =
        new MetadataServer(
            NamespaceSockets.listen(namespace, ADDRESS), source -> directory.find(network, source));
    listeners.put(network, new Listening(server, deviceIndex));
  }

  /** True while the network is listened on. */
  public boolean listens(NetworkId network) {
    Listening listening = listeners.get(network);
    return listening != null && listening.server().isOpen();
  }

  /** Stops listening: an open socket would keep the namespace alive. */
  public void remove(NetworkId network) {
    Listening listening = listeners.remove(network);
    if (listening != null) {
      listening.server().close();
    }
  }

  @Override
  public void close() {
    listeners.keySet().forEach(this::remove);
  }
}
