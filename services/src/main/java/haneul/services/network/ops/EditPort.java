package haneul.services.network.ops;

import haneul.base.id.SecurityGroupId;
import haneul.platform.store.Tx;
import haneul.services.network.domain.NetworkErrors;
import haneul.services.network.domain.Port;
import haneul.services.network.domain.Port.AddressPair;
import haneul.services.network.domain.Port.FixedIp;
import haneul.services.network.domain.Subnet;
import haneul.services.network.store.PortRows;
import haneul.services.network.store.SubnetRows;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Changes a port as its owner asks. What the cloud uses it for stays as it is. */
public final class EditPort {
  private final ChooseAddresses addresses;
  private final ChangePort changePort;

  /** What to change; empty leaves it. The pairs get the port's MAC where they name none. */
  public record Edit(
      Optional<String> name,
      Optional<String> description,
      Optional<String> mac,
      Optional<Boolean> adminStateUp,
      Optional<List<AddressRequest>> fixedIps,
      Optional<String> deviceId,
      Optional<String> deviceOwner,
      Optional<Boolean> portSecurity,
      Optional<Function<String, List<AddressPair>>> addressPairs,
      Optional<String> dnsName) {}

  public EditPort(ChooseAddresses addresses, ChangePort changePort) {
    this.addresses = addresses;
    this.changePort = changePort;
  }

  /**
   * Changes the port in the caller's transaction.
   *
   * @param newGroups empty leaves them
   */
  public void edit(Tx tx, Port old, Edit edit, Optional<List<SecurityGroupId>> newGroups) {
    String mac = edit.mac().orElse(old.mac());
    if (!mac.equals(old.mac())) {
      requireMac(tx, old, mac);
    }
    String deviceId = edit.deviceId().orElse(old.deviceId());
    String deviceOwner = edit.deviceOwner().orElse(old.deviceOwner());
    boolean sameDevice = deviceId.equals(old.deviceId()) && deviceOwner.equals(old.deviceOwner());
    if (!sameDevice && !(old.use() instanceof Port.Free)) {
      throw NetworkErrors.conflict(
          "PortInUse",
          "Unable to complete operation on port "
              + old.id()
              + " for network "
              + old.network()
              + ". Port already has an attached device "
              + old.deviceId()
              + ".");
    }
    boolean portSecurity = edit.portSecurity().orElse(old.portSecurity());
    List<SecurityGroupId> groups = newGroups.isPresent() ? sorted(newGroups.get()) : old.groups();
    List<AddressPair> pairs =
        edit.addressPairs().isPresent() ? edit.addressPairs().get().apply(mac) : old.addressPairs();
    if (!portSecurity && newGroups.isEmpty() && !groups.isEmpty()) {
      throw NetworkErrors.conflict(
          "PortSecurityPortHasSecurityGroup",
          "Port has security group associated. Cannot disable port security or IP address until"
              + " security group is removed.");
    }
    requireSecurity(portSecurity, groups, !pairs.isEmpty());
    List<Subnet> subnets = SubnetRows.of(tx, old.network());
    List<FixedIp> fixedIps =
        edit.fixedIps().isPresent()
            ? addresses.asked(tx, subnets, edit.fixedIps().get(), old.fixedIps(), mac)
            : mac.equals(old.mac())
                ? old.fixedIps()
                : ChooseAddresses.withAutomatic(subnets, old.fixedIps(), mac);
    changePort.change(
        tx,
        old,
        new Port(
            old.id(),
            old.project(),
            old.network(),
            edit.name().orElse(old.name()),
            edit.description().orElse(old.description()),
            mac,
            edit.adminStateUp().orElse(old.adminStateUp()),
            old.status(),
            deviceId,
            deviceOwner,
            portSecurity,
            edit.dnsName().orElse(old.dnsName()),
            pairs,
            fixedIps,
            groups,
            old.use(),
            old.stamp()));
  }

  private static List<SecurityGroupId> sorted(List<SecurityGroupId> groups) {
    return groups.stream().sorted((a, b) -> a.value().compareTo(b.value())).toList();
  }

  private static void requireMac(Tx tx, Port port, String mac) {
    if (!(port.use() instanceof Port.Free)) {
      throw NetworkErrors.conflict(
          "PortBound",
          "Unable to complete operation on port "
              + port.id()
              + ", port is already bound, port type: ovs, old_mac "
              + port.mac()
              + ", new_mac "
              + mac
              + ".");
    }
    if (PortRows.macTaken(tx, port.network(), mac)) {
      throw NetworkErrors.macInUse(port.network(), mac);
    }
  }

  /** Groups and address pairs mean something only where ports are filtered. */
  public static void requireSecurity(
      boolean portSecurity, List<SecurityGroupId> groups, boolean pairs) {
    if (!portSecurity && !groups.isEmpty()) {
      throw NetworkErrors.bad(
          "PortSecurityAndIPRequiredForSecurityGroups",
          "Port security must be enabled and port must have an IP address in order to use security"
              + " groups.");
    }
    if (!portSecurity && pairs) {
      throw NetworkErrors.conflict(
          "AddressPairAndPortSecurityRequired",
          "Port Security must be enabled in order to have allowed address pairs on a port.");
    }
  }
}
