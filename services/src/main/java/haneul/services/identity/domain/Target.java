package haneul.services.identity.domain;

/** What a role is assigned on, and what a token can be scoped to. */
public sealed interface Target {
  record OnProject(String projectId) implements Target {}

  record OnDomain(String domainId) implements Target {}

  /** The whole deployment. */
  record OnSystem() implements Target {}

  /** As in the column {@code target_kind}. */
  default String kind() {
    return switch (this) {
      case OnProject project -> "project";
      case OnDomain domain -> "domain";
      case OnSystem system -> "system";
    };
  }

  /** As in the column {@code target_id}. */
  default String id() {
    return switch (this) {
      case OnProject project -> project.projectId();
      case OnDomain domain -> domain.domainId();
      case OnSystem system -> "all";
    };
  }

  /** The target of a stored row. */
  static Target of(String kind, String id) {
    return switch (kind) {
      case "project" -> new OnProject(id);
      case "domain" -> new OnDomain(id);
      case "system" -> new OnSystem();
      default -> throw new IllegalStateException("unknown kind of assignment: " + kind);
    };
  }
}
