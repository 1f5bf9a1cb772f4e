package haneul.services.identity.domain;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A namespace of users and projects. */
public record Domain(
    String id,
    String name,
    String description,
    boolean enabled,
    boolean immutable,
    List<String> tags,
    ObjectNode extra) {
  /** The one that is always there. */
  public static final String DEFAULT_ID = "default";
}
