package haneul.services.compute.http;

import haneul.services.compute.domain.Microversion;
import haneul.services.compute.ops.ComputeHosts;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * The ids that the API gives hosts: numbers before 2.53, from then on UUIDs made of their names.
 */
final class HostIds {
  /** Numbers of the scheduler and the conductor, which are control itself. */
  static final int SCHEDULER = 1;

  static final int CONDUCTOR = 2;

  private HostIds() {}

  static String hypervisor(ComputeHosts.View view, Microversion version) {
    return version.before(53)
        ? Integer.toString(view.number())
        : uuid("hypervisor", view.host().name().value());
  }

  static int serviceNumber(ComputeHosts.View view) {
    return CONDUCTOR + view.number();
  }

  static String service(ComputeHosts.View view) {
    return uuid("nova-compute", view.host().name().value());
  }

  static String uuid(String kind, String name) {
    return UUID.nameUUIDFromBytes((kind + "/" + name).getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Why a host is disabled, where somebody said why. */
  static Optional<String> reason(ComputeHosts.View view) {
    return view.disabledReason().filter(text -> !text.isEmpty());
  }
}
