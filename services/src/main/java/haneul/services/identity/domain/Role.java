package haneul.services.identity.domain;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What someone may be on a project, a domain or the system.
 *
 * @param domainId none: it may be given everywhere. A domain's own role is never in a token; the
 *     roles that it implies are.
 */
public record Role(
    String id,
    Optional<String> domainId,
    String name,
    Optional<String> description,
    boolean immutable,
    ObjectNode extra) {
  public static final String ADMIN = "admin";
  public static final String MEMBER = "member";
  public static final String READER = "reader";
}
