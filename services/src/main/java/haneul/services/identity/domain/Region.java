package haneul.services.identity.domain;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A place that endpoints are in. */
public record Region(
    String id, String description, Optional<String> parentRegionId, ObjectNode extra) {}
