package haneul.services.identity.domain;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What owns servers, networks and images.
 *
 * @param parentId another project of the domain, or the domain itself
 */
public record Project(
    String id,
    String domainId,
    String parentId,
    String name,
    String description,
    boolean enabled,
    boolean immutable,
    List<String> tags,
    ObjectNode extra) {
  /** How many projects there may be one below the other. */
  public static final int MAX_DEPTH = 5;

  /** Whether it is directly below its domain. */
  public boolean isTop() {
    return parentId.equals(domainId);
  }

  public Project withTags(List<String> other) {
    return new Project(id, domainId, parentId, name, description, enabled, immutable, other, extra);
  }
}
