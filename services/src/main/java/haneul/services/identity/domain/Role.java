package haneul.services.identity.domain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What a user may be on a project, a domain or the system. */
public record Role(
    String id, String name, Optional<String> description, boolean immutable, ObjectNode extra) {
  public static final String ADMIN = "admin";
  public static final String MEMBER = "member";
  public static final String READER = "reader";

  private static final Map<String, List<String>> IMPLIES =
      Map.of(ADMIN, List.of(MEMBER, READER), MEMBER, List.of(READER));

  /** The names of the roles that one of this name brings along, itself not among them. */
  public static List<String> impliedBy(String name) {
    return IMPLIES.getOrDefault(name, List.of());
  }

  /** {@code names} and all they imply. */
  public static Set<String> withImplied(Iterable<String> names) {
    Set<String> all = new LinkedHashSet<>();
    for (String name : names) {
      all.add(name);
      all.addAll(impliedBy(name));
    }
    return all;
  }
}
