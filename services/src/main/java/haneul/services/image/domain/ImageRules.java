package haneul.services.image.domain;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.ImageId;
import haneul.platform.auth.Caller;
import java.util.function.BooleanSupplier;

/** Who may do what with an image, and when. */
public final class ImageRules {
  private ImageRules() {}

  /** The 404 of an image that is not there, or not for this caller. */
  public static CloudException notFound(String id) {
    return CloudException.notFound("ImageNotFound", "No image found with ID " + id);
  }

  /** Whether the caller may know of the image and read it. */
  public static boolean sees(Caller caller, Image image, BooleanSupplier isMember) {
    return switch (image.attributes().visibility()) {
      case PUBLIC, COMMUNITY -> true;
      case SHARED -> caller.sees(image.attributes().owner()) || isMember.getAsBoolean();
      case PRIVATE -> caller.sees(image.attributes().owner());
    };
  }

  /** Refuses who sees the image but does not own it. */
  public static void requireOwner(Caller caller, Image image, String action) {
    if (!caller.sees(image.attributes().owner())) {
      throw forbidden(action);
    }
  }

  /** Glance's words for what a role does not allow. */
  public static CloudException forbidden(String action) {
    return CloudException.forbidden("You are not authorized to complete " + action + " action.");
  }

  /** Refuses to make an image public unless an administrator asks. */
  public static void requireMayBe(Caller caller, Visibility visibility) {
    if (visibility == Visibility.PUBLIC && !caller.isAdmin()) {
      throw forbidden("publicize_image");
    }
  }

  /** Refuses to delete what is protected. */
  public static void requireDeletable(Image image) {
    if (image.attributes().isProtected()) {
      throw CloudException.forbidden(
          "Image " + image.id() + " is protected and cannot be deleted.");
    }
  }

  /** Refuses an upload that the image's state or missing formats do not allow. */
  public static void requireUploadable(Image image) {
    if (image.status() != ImageStatus.QUEUED) {
      throw statusConflict(image.status(), ImageStatus.SAVING);
    }
    boolean disk = image.attributes().diskFormat().isPresent();
    boolean container = image.attributes().containerFormat().isPresent();
    if (!disk || !container) {
      String missing =
          !disk && !container
              ? "Properties disk_format, container_format"
              : "Property " + (disk ? "container_format" : "disk_format");
      throw CloudException.badRequest(missing + " must be set prior to saving data.");
    }
  }

  /** Glance's words for an upload in the wrong state. */
  public static CloudException statusConflict(ImageStatus from, ImageStatus to) {
    return CloudException.conflict(
        "InvalidImageStatusTransition",
        "Image status transition from " + from.text() + " to " + to.text() + " is not allowed");
  }

  /** The status after an administrator or owner takes an image out of use, or back. */
  public static ImageStatus switched(Image image, boolean activate) {
    if (!image.status().hasContent()) {
      throw CloudException.forbidden(
          "Not allowed to "
              + (activate ? "reactivate" : "deactivate")
              + " image in status '"
              + image.status().text()
              + "'");
    }
    return activate ? ImageStatus.ACTIVE : ImageStatus.DEACTIVATED;
  }

  /** The 410 of an upload whose image was deleted meanwhile. */
  public static CloudException deletedDuringUpload(ImageId id) {
    return CloudException.conflict(
        "ImageGone",
        "Image "
            + id
            + " could not be found after upload. The image may have been deleted during the upload,"
            + " cleaning up the chunks uploaded.");
  }

  /** Too many of a thing: Glance answers 413. */
  public static void requireAtMost(int maximum, int attempted, String things) {
    if (attempted > maximum) {
      throw CloudException.of(
          ErrorKind.TOO_LARGE,
          "LimitExceeded",
          "The limit has been exceeded on the number of allowed "
              + things
              + ". Attempted: "
              + attempted
              + ", Maximum: "
              + maximum);
    }
  }
}
