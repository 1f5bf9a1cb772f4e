package haneul.tools.doctor;

import haneul.tools.openstack.OpenStack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What checks look at.
 *
 * @param now the host's clock
 * @param state our cloud's directory, when there is one on the host
 * @param home where this program is installed, when it knows
 * @param cloud none when no cloud was asked for
 * @param keystone a Keystone's database, when one was named
 */
record Surroundings(
    Instant now,
    Host host,
    Optional<Path> state,
    Optional<Path> home,
    Optional<CloudVisit> cloud,
    Optional<Keystone> keystone) {

  /** The cloud, for a check that needs one. */
  OpenStack openStack() throws IOException {
    if (cloud.isEmpty()) {
      throw new IllegalStateException("a check of clouds was asked without one");
    }
    return cloud.get().openStack();
  }

  /** Whether guests run here, or are meant to. */
  boolean runsGuests() {
    return state.isPresent()
        || host.has("/var/lib/nova/instances")
        || !QemuProcess.all(host).isEmpty();
  }
}
