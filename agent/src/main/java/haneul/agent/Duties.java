package haneul.agent;

import haneul.base.host.HostRole;
import java.util.Set;

/** What a host does for the cloud, and where its tunnels end. */
public record Duties(Set<HostRole> roles, TunnelEnd tunnelEnd) {
  /** Of a host that is alone. */
  public static final Duties ALONE = new Duties(HostRole.USUAL, TunnelEnd.NONE);

  public Duties {
    roles = Set.copyOf(roles);
  }
}
