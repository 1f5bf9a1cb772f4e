package haneul.services.image.ops;

import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageRules;
import haneul.services.image.store.ImageRows;
import haneul.services.image.store.MemberRows;

/** Finds an image as far as a caller may know of it. */
final class Lookup {
  private Lookup() {}

  /** The image, or the 404 that does not tell whether it exists. */
  static Image visible(Tx tx, Caller caller, String id) {
    return ImageRows.find(tx, id)
        .filter(image -> ImageRules.sees(caller, image, () -> isMember(tx, caller, image)))
        .orElseThrow(() -> ImageRules.notFound(id));
  }

  /** The image when the caller may change it; 403 when it is only visible. */
  static Image owned(Tx tx, Caller caller, String id, String action) {
    Image image = visible(tx, caller, id);
    ImageRules.requireOwner(caller, image, action);
    return image;
  }

  static boolean isMember(Tx tx, Caller caller, Image image) {
    return caller
        .project()
        .flatMap(project -> MemberRows.find(tx, image.id(), project.value()))
        .isPresent();
  }
}
