package haneul.services.compute.domain;

import haneul.base.id.ProjectId;
import haneul.base.id.UserId;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Servers that are to be on one host, or on different ones.
 *
 * @param mostOnAHost of an anti-affinity group; empty: one
 */
public record ServerGroup(
    String id,
    ProjectId project,
    UserId user,
    String name,
    GroupPolicy policy,
    OptionalInt mostOnAHost,
    Instant created) {}
