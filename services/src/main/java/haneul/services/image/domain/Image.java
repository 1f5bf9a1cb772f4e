package haneul.services.image.domain;

import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image as it is stored. */
public record Image(
    ImageId id,
    ImageStatus status,
    Attributes attributes,
    Optional<Content> content,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * What its users say of it.
   *
   * @param properties names and values beyond OpenStack's own, in the order they were set
   */
  public record Attributes(
      Optional<String> name,
      ProjectId owner,
      Visibility visibility,
      boolean isProtected,
      boolean hidden,
      int minDiskGibibytes,
      int minRamMebibytes,
      Optional<String> containerFormat,
      Optional<String> diskFormat,
      List<String> tags,
      Map<String, String> properties) {

    /** The same with other tags. */
    public Attributes withTags(List<String> otherTags) {
      return new Attributes(
          name,
          owner,
          visibility,
          isProtected,
          hidden,
          minDiskGibibytes,
          minRamMebibytes,
          containerFormat,
          diskFormat,
          List.copyOf(otherTags),
          properties);
    }
  }

  /**
   * What was found in the bytes.
   *
   * @param file the name in the images directory
   */
  public record Content(
      long sizeBytes, long virtualSizeBytes, String md5, String sha512, String file) {}
}
