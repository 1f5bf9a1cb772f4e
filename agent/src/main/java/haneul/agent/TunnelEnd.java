package haneul.agent;

import haneul.base.host.HostReport.Underlay;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/** Where this host's tunnels end. Looked for again whenever asked, as addresses and MTUs change. */
public final class TunnelEnd {
  private static final Logger LOG = System.getLogger(TunnelEnd.class.getName());

  /** A host that no tunnel leads to. */
  public static final TunnelEnd NONE = new TunnelEnd(Optional::empty);

  private final Search search;
  private final Optional<Underlay> simulated;
  private volatile Optional<Underlay> last = Optional.empty();

  private interface Search {
    Optional<InetAddress> find() throws IOException;
  }

  private TunnelEnd(Search search) {
    this(search, Optional.empty());
  }

  private TunnelEnd(Search search, Optional<Underlay> simulated) {
    this.search = search;
    this.simulated = simulated;
  }

  /** At this address; at the first one that others could reach, when it is the wildcard. */
  public static TunnelEnd at(InetAddress address) {
    return new TunnelEnd(
        address.isAnyLocalAddress()
            ? () -> HostFactsFinder.reachable().map(InetAddress.class::cast)
            : () -> Optional.of(address));
  }

  /** Of a host that is simulated: no device has the address. */
  public static TunnelEnd simulated(Underlay underlay) {
    return new TunnelEnd(Optional::empty, Optional.of(underlay));
  }

  /** At the address from which this host reaches control. */
  public static TunnelEnd towards(String control, int port) {
    return new TunnelEnd(() -> {
      InetSocketAddress there = new InetSocketAddress(control, port);
      if (there.isUnresolved()) {
        throw new IOException(control + " is not known");
      }
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.connect(there); // sends nothing; has the kernel choose the way
        return Optional.of(socket.getLocalAddress());
      }
    });
  }

  /** As it is now; what it was last while the way to control is not there. */
  Optional<Underlay> find() {
    if (simulated.isPresent()) {
      return simulated;
    }
    try {
      Optional<InetAddress> address =
          search
              .find()
              .filter(Inet4Address.class::isInstance)
              .filter(it -> !it.isLoopbackAddress() && !it.isAnyLocalAddress());
      last = address.isEmpty() ? Optional.empty() : underlay(address.get());
    } catch (IOException | RuntimeException notNow) {
      LOG.log(Level.DEBUG, "the end of this host's tunnels is not known now", notNow);
    }
    return last;
  }

  private static Optional<Underlay> underlay(InetAddress address) throws IOException {
    NetworkInterface device = NetworkInterface.getByInetAddress(address);
    return device == null
        ? Optional.empty()
        : Optional.of(new Underlay(address.getHostAddress(), device.getMTU()));
  }
}
