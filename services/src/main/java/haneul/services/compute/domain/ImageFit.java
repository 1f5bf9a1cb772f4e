package haneul.services.compute.domain;

import haneul.base.error.CloudException;
import haneul.services.image.contract.Images;

/** Whether an image can be booted with a flavor. */
public final class ImageFit {
  private static final long GIBIBYTE = 1L << 30;

  private ImageFit() {}

  /** Throws, in nova's words, when the image is not ready or the flavor too small for it. */
  public static void check(Images.Image image, Flavor flavor) {
    if (!image.status().equals("active")) {
      throw CloudException.badRequest("Image " + image.id() + " is not active.");
    }
    if (flavor.memoryMebibytes() < image.minRamMebibytes()) {
      throw CloudException.badRequest("Flavor's memory is too small for requested image.");
    }
    long disk = flavor.diskGibibytes() * GIBIBYTE;
    if (disk == 0) {
      return;
    }
    // A CD-ROM takes no room on the disk that is beside it.
    long needed =
        image.diskFormat().equals("iso")
            ? 0
            : Math.max(image.virtualSizeBytes(), image.sizeBytes());
    if (needed > disk) {
      throw CloudException.badRequest(
          "Flavor's disk is too small for requested image. Flavor disk is %d bytes, image is %d bytes."
              .formatted(disk, needed));
    }
    long minimum = image.minDiskGibibytes() * GIBIBYTE;
    if (minimum > disk) {
      throw CloudException.badRequest(
          "Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is %d bytes, minimum size is %d bytes."
              .formatted(disk, minimum));
    }
  }
}
