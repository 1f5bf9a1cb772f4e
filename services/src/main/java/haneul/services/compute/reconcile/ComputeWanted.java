package haneul.services.compute.reconcile;

import haneul.base.host.GuestMetadata;
import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNic;
import haneul.base.id.HostName;
import haneul.base.id.ServerId;
import haneul.platform.link.HostWantedSource;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Server;
import haneul.services.compute.ops.CacheImages;
import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.store.ServerStore;
import haneul.services.network.contract.ServerPorts;
import java.util.List;
import java.util.Map;

/** The guests a host shall have: three questions to the store, however many they are. */
public final class ComputeWanted implements HostWantedSource {
  private final ServerStore servers;
  private final ServerPorts ports;
  private final ComputeHosts hosts;
  private final CacheImages cacheImages;

  public ComputeWanted(
      ServerStore servers, ServerPorts ports, ComputeHosts hosts, CacheImages cacheImages) {
    this.cacheImages = cacheImages;
    this.servers = servers;
    this.ports = ports;
    this.hosts = hosts;
  }

  @Override
  public Part wanted(Tx tx, HostName host) {
    return new Part(guests(tx, host), List.of(), List.of(), cacheImages.of(tx, host));
  }

  private List<WantedGuest> guests(Tx tx, HostName host) {
    List<Server> wanted =
        servers.onHost(tx, host).stream().filter(server -> server.placement().wanted()).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    Map<ServerId, List<ServerPorts.Port>> nics =
        ports.of(tx, wanted.stream().map(Server::id).toList());
    String zone = hosts.zone(tx, host);
    return wanted.stream()
        .map(server -> guest(server, nics.getOrDefault(server.id(), List.of()), zone))
        .toList();
  }

  private WantedGuest guest(Server server, List<ServerPorts.Port> nics, String zone) {
    Server.Boot boot = server.boot();
    return new WantedGuest(
        server.id(),
        server.placement().wish(),
        boot.flavor().vcpus(),
        boot.flavor().memoryMebibytes(),
        boot.flavor().diskGibibytes(),
        boot.image(),
        nics.stream().map(nic -> new WantedNic(nic.id(), nic.mac(), nic.mtu())).toList(),
        metadata(server, nics, zone),
        boot.configDrive());
  }

  private GuestMetadata metadata(Server server, List<ServerPorts.Port> nics, String zone) {
    Server.Boot boot = server.boot();
    return new GuestMetadata(
        server.id(),
        server.project(),
        server.name(),
        boot.hostname(),
        boot.flavor().name(),
        zone,
        boot.launchIndex(),
        boot.key().map(key -> Map.of(key.name(), key.publicKey())).orElse(Map.of()),
        server.metadata(),
        boot.userData().orElse(""),
        nics.stream()
            .flatMap(nic -> nic.groups().stream())
            .map(ServerPorts.Group::name)
            .distinct()
            .sorted()
            .toList());
  }
}
