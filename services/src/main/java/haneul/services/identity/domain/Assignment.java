package haneul.services.identity.domain;

/**
 * An actor has a role on a target.
 *
 * @param inherited on all projects below the target, and not on the target itself
 */
public record Assignment(Actor actor, Target target, String roleId, boolean inherited) {

  /** A user's role on the target itself. */
  public static Assignment ofUser(String userId, Target target, String roleId) {
    return new Assignment(new Actor.OfUser(userId), target, roleId, false);
  }
}
