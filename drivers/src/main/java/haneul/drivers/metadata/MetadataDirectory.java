package haneul.drivers.metadata;

import haneul.base.host.GuestMetadata;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNic;
import haneul.base.host.WantedPort;
import haneul.base.id.NetworkId;
import haneul.base.id.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which server asks, by the network the question came from and its source address. Immutable. */
public final class MetadataDirectory {
  private record Source(NetworkId network, String address) {}

  private record Guest(GuestMetadata metadata, List<WantedNic> nics, Optional<String> address) {}

  private final Map<Source, ServerId> bySource = new HashMap<>();
  private final Map<ServerId, Guest> guests = new HashMap<>();

  public MetadataDirectory(
      Collection<WantedNetwork> networks,
      Collection<WantedPort> ports,
      Collection<GuestMetadata> metadata) {
    Map<NetworkId, Integer> mtus = new HashMap<>();
    networks.forEach(network -> mtus.put(network.id(), network.mtu()));
    Map<ServerId, List<WantedPort>> byServer = new HashMap<>();
    for (WantedPort port : ports) {
      byServer.computeIfAbsent(port.server(), _ -> new ArrayList<>()).add(port);
      port.addresses()
          .forEach(address -> bySource.put(new Source(port.network(), address), port.server()));
    }
    for (GuestMetadata each : metadata) {
      List<WantedPort> own = byServer.getOrDefault(each.serverId(), List.of());
      List<WantedNic> nics =
          own.stream()
              .map(p -> new WantedNic(p.id(), p.mac(), mtus.getOrDefault(p.network(), 1500)))
              .toList();
      Optional<String> address =
          own.stream()
              .flatMap(p -> p.addresses().stream())
              .filter(text -> text.indexOf(':') < 0)
              .findFirst();
      guests.put(each.serverId(), new Guest(each, nics, address));
    }
  }

  /** The documents of the server that has this address on this network. */
  Optional<MetadataDocuments> find(NetworkId network, String address) {
    return Optional.ofNullable(bySource.get(new Source(network, address)))
        .flatMap(server -> Optional.ofNullable(guests.get(server)))
        .map(guest -> MetadataDocuments.of(guest.metadata(), guest.nics(), guest.address()));
  }
}
