package haneul.services.identity.domain;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What owns servers, networks and images. Its parent is its domain; projects do not nest. */
public record Project(
    String id,
    String domainId,
    String name,
    String description,
    boolean enabled,
    boolean immutable,
    List<String> tags,
    ObjectNode extra) {}
