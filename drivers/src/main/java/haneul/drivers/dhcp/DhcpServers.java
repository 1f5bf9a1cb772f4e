package haneul.drivers.dhcp;

import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNetwork.DhcpServer;
import haneul.base.id.NetworkId;
import haneul.drivers.netns.DeviceNames;
import haneul.drivers.netns.NamespaceCard;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The DHCP servers of a cloud's networks on this host. The veth pair and the namespace are there
 * already; here the inside end gets its addresses and dnsmasq runs.
 */
public final class DhcpServers {
  private final Path directory;
  private final Map<NetworkId, Applied> applied = new ConcurrentHashMap<>();

  /** What is known to be so, and on which device. */
  private record Applied(NamespaceCard.Wanted card, DnsmasqFiles files, int outsideIndex) {}

  /**
   * @param directory for dnsmasq's files; a user without rights must be able to go there
   */
  public DhcpServers(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes the network's server be as wanted; costs little when it is.
   *
   * @param outsideIndex the index of the pair's outside end: another index is another pair
   */
  public void ensure(WantedNetwork network, DhcpServer dhcp, int outsideIndex) throws IOException {
    String device = DeviceNames.tap(dhcp.port());
    Set<String> addresses = new LinkedHashSet<>();
    dhcp.addresses().forEach(address -> addresses.add(checked(address)));
    addresses.add(DnsmasqFiles.METADATA + "/32");
    NamespaceCard.Wanted card =
        new NamespaceCard.Wanted(device, dhcp.mac(), network.mtu(), addresses);
    DnsmasqFiles files = DnsmasqFiles.of(network, dhcp, device, directoryOf(network.id()));
    Applied before = applied.get(network.id());
    Applied wanted = new Applied(card, files, outsideIndex);
    Dnsmasq dnsmasq = new Dnsmasq(directoryOf(network.id()));
    if (wanted.equals(before) && dnsmasq.runs()) {
      return;
    }
    applied.remove(network.id());
    String namespace = DeviceNames.dhcpNamespace(network.id());
    boolean samePair = before == null || before.outsideIndex() == outsideIndex;
    if (before == null || !samePair || !before.card().equals(card)) {
      NamespaceCard.ensure(namespace, card);
    }
    if (before == null) {
      dnsmasq.adopt();
    }
    dnsmasq.ensure(namespace, files, !samePair);
    applied.put(network.id(), wanted);
  }

  private static String checked(String addressWithPrefix) {
    IpNetwork.parse(addressWithPrefix);
    return addressWithPrefix;
  }

  /** True while the network's dnsmasq lives. */
  public boolean runs(NetworkId network) {
    return new Dnsmasq(directoryOf(network)).runs();
  }

  /** Ends the network's dnsmasq and removes its files. */
  public void remove(NetworkId network) throws IOException {
    applied.remove(network);
    new Dnsmasq(directoryOf(network)).remove();
  }

  /** Removes the directory of them all, and those above it that are then empty. */
  public void removeDirectory() throws IOException {
    Dnsmasq.removeTree(directory);
    Path above = directory.getParent();
    for (int i = 0; i < 2 && above != null; i++, above = above.getParent()) {
      try {
        Files.deleteIfExists(above);
      } catch (DirectoryNotEmptyException inUse) {
        return; // another cloud's
      }
    }
  }

  private Path directoryOf(NetworkId network) {
    return directory.resolve(network.value());
  }
}
