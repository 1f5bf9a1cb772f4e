package haneul.services.image.domain;

import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import java.time.Instant;
import java.util.List;

/** A project that an image is shared with. */
public record ImageMember(
    ImageId image, ProjectId project, String status, Instant createdAt, Instant updatedAt) {
  /** What a member may say to being one; only accepted images are in its list. */
  public static final List<String> STATUSES = List.of("pending", "accepted", "rejected");
}
