package haneul.services.network.ops;

import haneul.base.id.Id;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.MacAddress;
import haneul.services.network.domain.Network;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.FixedIp;
import haneul.services.network.domain.Quota;
import haneul.services.network.domain.Stamp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.AddressRows;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Makes a port: room in the quota, a MAC, addresses, groups; then the hosts it concerns know. */
public final class CreatePort {
  private static final int MAC_TRIES = 16;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final ChooseAddresses addresses;
  private final DefaultGroup defaultGroup;
  private final Tell tell;

  /**
   * What is asked for.
   *
   * @param addresses empty: one of each family; an empty list: none but those the MAC makes
   * @param groups empty: the project's default group
   * @param addressPairs given the port's MAC
   */
  public record Request(
      ProjectId project,
      Network network,
      String name,
      String description,
      Optional<String> mac,
      boolean adminStateUp,
      Optional<List<AddressRequest>> addresses,
      String deviceId,
      String deviceOwner,
      boolean portSecurity,
      Optional<List<SecurityGroupId>> groups,
      Function<String, List<Port.AddressPair>> addressPairs,
      String dnsName,
      Port.Use use) {}

  public CreatePort(
      InstantSource clock,
      RandomGenerator random,
      ChooseAddresses addresses,
      DefaultGroup defaultGroup,
      Tell tell) {
    this.clock = clock;
    this.random = random;
    this.addresses = addresses;
    this.defaultGroup = defaultGroup;
    this.tell = tell;
  }

  /** Makes the port in the caller's transaction. */
  public Port create(Tx tx, Request request) {
    Quotas.require(tx, request.project(), Quota.PORT, 1);
    List<Subnet> subnets = SubnetRows.of(tx, request.network().id());
    String mac = mac(tx, request);
    List<FixedIp> fixedIps =
        request.addresses().isPresent()
            ? addresses.asked(tx, subnets, request.addresses().get(), List.of(), mac)
            : addresses.anywhere(tx, request.network(), subnets, mac);
    Port port = insert(tx, request, mac, fixedIps, groups(tx, request));
    tell.tell(tx, tell.aboutPort(tx, port));
    return port;
  }

  /** Writes a port whose every part is decided. */
  Port insert(
      Tx tx, Request request, String mac, List<FixedIp> fixedIps, List<SecurityGroupId> groups) {
    Port port =
        new Port(
            new PortId(Id.newUuid()),
            request.project(),
            request.network().id(),
            request.name(),
            request.description(),
            mac,
            request.adminStateUp(),
            request.use() instanceof Port.Free ? Port.Status.DOWN : Port.Status.BUILD,
            request.deviceId(),
            request.deviceOwner(),
            request.portSecurity(),
            request.dnsName(),
            request.addressPairs().apply(mac),
            fixedIps,
            groups,
            request.use(),
            Stamp.first(clock.instant()).next(clock.instant()));
    PortRows.insert(tx, port);
    port.fixedIps().forEach(address -> AddressRows.insert(tx, port.id(), address));
    return port;
  }

  String mac(Tx tx, Request request) {
    if (request.mac().isPresent()) {
      if (PortRows.macTaken(tx, request.network().id(), request.mac().get())) {
        throw NetworkErrors.macInUse(request.network().id(), request.mac().get());
      }
      return request.mac().get();
    }
    for (int i = 0; i < MAC_TRIES; i++) {
      String mac = MacAddress.random(random);
      if (!PortRows.macTaken(tx, request.network().id(), mac)) {
        return mac;
      }
    }
    throw NetworkErrors.conflict(
        "MacAddressGenerationFailure",
        "Unable to generate unique mac on network " + request.network().id() + ".");
  }

  private List<SecurityGroupId> groups(Tx tx, Request request) {
    if (request.groups().isPresent()) {
      return request.groups().get();
    }
    return request.portSecurity() ? List.of(defaultGroup.of(tx, request.project())) : List.of();
  }
}
