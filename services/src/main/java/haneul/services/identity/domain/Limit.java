package haneul.services.identity.domain;

import java.util.Optional;

/**
 * How much of something one project or domain may have.
 *
 * @param registeredLimitId what it is instead of; service, region and resource are the same
 * @param projectId none: it is a domain's
 */
public record Limit(
    String id,
    String registeredLimitId,
    String serviceId,
    Optional<String> regionId,
    String resourceName,
    Optional<String> projectId,
    Optional<String> domainId,
    int resourceLimit,
    Optional<String> description) {}
