package haneul.drivers.ovs;

import haneul.base.host.WantedPort;
import haneul.base.id.NetworkId;

/** A port of the bridge, with its number on it. */
sealed interface SwitchPort {
  /** OpenFlow port and conntrack zone; unique among all clouds of the host. */
  int number();

  NetworkId network();

  /** A guest's. */
  record Guest(int number, WantedPort wanted) implements SwitchPort {
    @Override
    public NetworkId network() {
      return wanted.network();
    }
  }

  /** A network's metadata server for the guests of this host, where DHCP is on another. */
  record Metadata(int number, NetworkId network, String mac) implements SwitchPort {}

  /** A network's DHCP and metadata server: ours, hence trusted, within its network. */
  record Dhcp(int number, NetworkId network, String mac) implements SwitchPort {}
}
