package haneul.services.identity.domain;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A service of the catalog, e.g. type {@code compute}, name {@code nova}. */
public record CatalogService(
    String id,
    String type,
    String name,
    Optional<String> description,
    boolean enabled,
    ObjectNode extra) {}
