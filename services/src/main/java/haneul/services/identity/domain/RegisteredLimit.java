package haneul.services.identity.domain;

import java.util.Optional;

/**
 * How much of something of a service a project may have unless it has a {@link Limit} of its own.
 */
public record RegisteredLimit(
    String id,
    String serviceId,
    Optional<String> regionId,
    String resourceName,
    int defaultLimit,
    Optional<String> description) {}
