package haneul.services.identity.domain;

/** A user has a role on a target. */
public record Assignment(String userId, Target target, String roleId) {}
