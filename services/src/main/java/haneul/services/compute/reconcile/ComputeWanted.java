package haneul.services.compute.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import haneul.base.host.GuestMetadata;
import haneul.base.host.ImageRef;
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
import java.util.function.Supplier;

/** The guests a host shall have: a few questions to the store, however many they are. */
public final class ComputeWanted implements HostWantedSource {
  /** More than that are read again when they are asked for. */
  private static final long MOST_SERVERS = 20_000;

  private final ServerStore servers;
  private final ServerPorts ports;
  private final ComputeHosts hosts;
  private final CacheImages cacheImages;
  private final Cache<HostName, Known> onHosts =
      Caffeine.newBuilder()
          .maximumWeight(MOST_SERVERS)
          .<HostName, Known>weigher((_, known) -> 1 + known.servers().size())
          .build();

  /**
   * What changes only with a host's own revision.
   *
   * @param fetches whether it is to fetch images ahead; which ones may change with the images
   */
  private record Known(long ownRevision, List<Server> servers, String zone, boolean fetches) {}

  public ComputeWanted(
      ServerStore servers, ServerPorts ports, ComputeHosts hosts, CacheImages cacheImages) {
    this.cacheImages = cacheImages;
    this.servers = servers;
    this.ports = ports;
    this.hosts = hosts;
  }

  @Override
  public Supplier<Part> read(Tx tx, HostName host, long ownRevision) {
    Known known = known(tx, host, ownRevision);
    List<ImageRef> images = known.fetches() ? cacheImages.of(tx, host) : List.of();
    Map<ServerId, List<ServerPorts.Nic>> nics =
        known.servers().isEmpty() ? Map.of() : ports.nics(tx, host);
    return () -> new Part(guests(known, nics), List.of(), List.of(), images);
  }

  /** Read again only when something about the host itself changed. For reading transactions. */
  private Known known(Tx tx, HostName host, long ownRevision) {
    Known known = onHosts.getIfPresent(host);
    if (known != null && known.ownRevision() == ownRevision) {
      return known;
    }
    Known read =
        new Known(
            ownRevision,
            servers.wantedOn(tx, host),
            hosts.zone(tx, host),
            !cacheImages.of(tx, host).isEmpty());
    tx.afterCommit(() -> onHosts.put(host, read));
    return read;
  }

  private List<WantedGuest> guests(Known known, Map<ServerId, List<ServerPorts.Nic>> nics) {
    return known.servers().stream()
        .map(server -> guest(server, nics.getOrDefault(server.id(), List.of()), known.zone()))
        .toList();
  }

  private WantedGuest guest(Server server, List<ServerPorts.Nic> nics, String zone) {
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

  private GuestMetadata metadata(Server server, List<ServerPorts.Nic> nics, String zone) {
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
        nics.stream().flatMap(nic -> nic.groups().stream()).distinct().sorted().toList());
  }
}
