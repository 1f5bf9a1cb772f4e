package haneul.services.identity.domain;

import java.util.Optional;

/** What a list of assignments is narrowed by; what is empty narrows nothing. */
public record AssignmentFilter(
    Optional<Actor> actor,
    Optional<String> roleId,
    Optional<Target> target,
    Optional<Boolean> inherited) {

  public AssignmentFilter withoutRole() {
    return new AssignmentFilter(actor, Optional.empty(), target, inherited);
  }
}
