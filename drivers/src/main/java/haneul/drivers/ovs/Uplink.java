package haneul.drivers.ovs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way from the cloud's bridge to a physical network. */
sealed interface Uplink {
  /** What is to be made of it, the cloud's bridge's own port first. */
  List<Outlet> outlets();

  /** The cloud's bridge's port. */
  default String port() {
    return outlets().getFirst().device();
  }

  /** A card of the host: a port of the cloud's bridge as long as a network is on it. */
  record Card(String device) implements Uplink {
    @Override
    public List<Outlet> outlets() {
      return List.of(new Outlet(Optional.empty(), device, "", Map.of()));
    }
  }

  /** A bridge that its owner made, with a patch to the cloud's, named as Neutron's agent does. */
  record Patch(String bridge, String cloud) implements Uplink {
    @Override
    public List<Outlet> outlets() {
      String here = "int-" + bridge + "-" + cloud;
      String there = "phy-" + bridge + "-" + cloud;
      return List.of(
          new Outlet(Optional.empty(), here, "patch", Map.of("peer", there)),
          new Outlet(Optional.of(bridge), there, "patch", Map.of("peer", here)));
    }
  }
}
