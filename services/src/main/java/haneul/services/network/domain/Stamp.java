package haneul.services.network.domain;

import java.time.Instant;

/** When a thing was made and changed, and how often. */
public record Stamp(int revision, Instant createdAt, Instant updatedAt) {
  public static Stamp first(Instant now) {
    return new Stamp(0, now, now);
  }

  public Stamp next(Instant now) {
    return new Stamp(revision + 1, createdAt, now);
  }
}
