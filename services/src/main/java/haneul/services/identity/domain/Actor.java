package haneul.services.identity.domain;

/** Who a role is given to. */
public sealed interface Actor {
  String id();

  record OfUser(String id) implements Actor {}

  /** All its members. */
  record OfGroup(String id) implements Actor {}

  /** As in the column {@code actor_kind}, and the API. */
  default String kind() {
    return switch (this) {
      case OfUser user -> "user";
      case OfGroup group -> "group";
    };
  }

  /** The actor of a stored row. */
  static Actor of(String kind, String id) {
    return switch (kind) {
      case "user" -> new OfUser(id);
      case "group" -> new OfGroup(id);
      default -> throw new IllegalStateException("unknown kind of actor: " + kind);
    };
  }
}
