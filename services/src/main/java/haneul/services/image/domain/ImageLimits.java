package haneul.services.image.domain;

import java.time.Duration;

/**
 * Bounds of the image service.
 *
 * @param maxImageBytes of one uploaded file
 * @param reserveBytes of the images' file system that uploads leave free
 * @param maxVirtualBytes of the disk in an image
 * @param maxImages of one project
 * @param maxProperties of one image
 * @param maxTags of one image
 * @param maxMembers of one image
 * @param maxUploads at the same time, in the whole cloud
 * @param maxUploadsOfProject of those
 * @param maxUploadsOfAddress of those; behind a proxy many projects have one
 * @param uploadPatience how long one more waits
 */
public record ImageLimits(
    long maxImageBytes,
    long reserveBytes,
    long maxVirtualBytes,
    int maxImages,
    int maxProperties,
    int maxTags,
    int maxMembers,
    int maxUploads,
    int maxUploadsOfProject,
    int maxUploadsOfAddress,
    Duration uploadPatience) {

  /** Fit for a cloud of a few hosts. */
  public static final ImageLimits DEFAULT =
      new ImageLimits(
          64L << 30, 1L << 30, 16L << 40, 1000, 128, 128, 128, 16, 6, 12, Duration.ofSeconds(10));
}
