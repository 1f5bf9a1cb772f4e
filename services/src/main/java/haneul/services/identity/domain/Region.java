package haneul.services.identity.domain;

import java.util.Optional;

/** A place that endpoints are in. */
public record Region(String id, String description, Optional<String> parentRegionId) {}
