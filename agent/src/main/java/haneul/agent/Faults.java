package haneul.agent;

import haneul.base.id.ServerId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Wishes that could not be performed, and why; forgotten when a later one could. */
final class Faults {
  /**
   * @param powerEpoch of the wish that failed: it counts as done, so it is not tried for ever
   */
  record Fault(long powerEpoch, String sentence) {}

  private final Map<ServerId, Fault> faults = new ConcurrentHashMap<>();

  void put(ServerId id, Fault fault) {
    faults.put(id, fault);
  }

  void clear(ServerId id) {
    faults.remove(id);
  }

  Optional<Fault> of(ServerId id) {
    return Optional.ofNullable(faults.get(id));
  }

  Map<ServerId, Fault> all() {
    return Map.copyOf(faults);
  }
}
