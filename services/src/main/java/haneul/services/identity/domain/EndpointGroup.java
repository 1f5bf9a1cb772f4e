package haneul.services.identity.domain;

import java.util.Map;
import java.util.Optional;

/**
 * All endpoints that match its filters.
 *
 * @param filters values of {@code service_id}, {@code region_id}, {@code interface}
 */
public record EndpointGroup(
    String id, String name, Optional<String> description, Map<String, String> filters) {

  public boolean holds(Endpoint endpoint) {
    return filters.entrySet().stream()
        .allMatch(filter -> value(filter.getKey(), endpoint).equals(filter.getValue()));
  }

  private static String value(String field, Endpoint endpoint) {
    return switch (field) {
      case "service_id" -> endpoint.serviceId();
      case "region_id" -> endpoint.regionId().orElse("");
      case "interface" -> endpoint.face();
      default -> throw new IllegalStateException("unknown filter " + field);
    };
  }
}
