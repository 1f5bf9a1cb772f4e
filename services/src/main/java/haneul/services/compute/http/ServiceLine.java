package haneul.services.compute.http;

import haneul.services.compute.ops.ComputeHosts;
import haneul.services.compute.ops.HostInventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of nova's services: control is its scheduler and its conductor, each host a {@code
 * nova-compute}.
 */
record ServiceLine(
    String binary,
    String host,
    int number,
    String uuid,
    String zone,
    boolean enabled,
    boolean up,
    boolean forcedDown,
    String updated,
    Optional<String> reason) {
  static final String COMPUTE = "nova-compute";
  private static final String CONTROL = "control";

  /** Control's first, then those of hosts in the order they joined. */
  static List<ServiceLine> all(HostInventory hosts) {
    String now = Views.micros(hosts.now());
    List<ServiceLine> services = new ArrayList<>();
    services.add(ours("nova-scheduler", HostIds.SCHEDULER, now));
    services.add(ours("nova-conductor", HostIds.CONDUCTOR, now));
    for (ComputeHosts.View view : hosts.all()) {
      services.add(
          new ServiceLine(
              COMPUTE,
              view.name().value(),
              HostIds.serviceNumber(view),
              HostIds.service(view),
              view.zone(),
              view.disabledReason().isEmpty(),
              view.alive(),
              view.forcedDown(),
              Views.micros(view.host().seenAt()),
              HostIds.reason(view)));
    }
    return services;
  }

  private static ServiceLine ours(String binary, int number, String now) {
    return new ServiceLine(
        binary,
        CONTROL,
        number,
        HostIds.uuid(binary, CONTROL),
        "internal",
        true,
        true,
        false,
        now,
        Optional.empty());
  }

  /** Whether it is one of control's. */
  boolean isControl() {
    return !binary.equals(COMPUTE);
  }
}
