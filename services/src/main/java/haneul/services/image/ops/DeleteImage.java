package haneul.services.image.ops;

import haneul.base.CrashPoint;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageRules;
import haneul.services.image.store.ImageRows;

/**
 * Deletes an image: first the row, then the file. A program that dies between leaves a file without
 * a row, which {@link RecoverImages} removes. Whoever reads the file or has a link to it, a host's
 * cache, keeps what it has. An upload under way finds its image gone and removes its own file.
 */
public final class DeleteImage {
  private final Store store;
  private final ImageFiles files;

  public DeleteImage(Store store, ImageFiles files) {
    this.store = store;
    this.files = files;
  }

  /** Deletes the image for good. */
  public void run(Caller caller, String id) {
    Image image =
        store.write(tx -> {
          Image found = Lookup.owned(tx, caller, id, "delete_image");
          ImageRules.requireDeletable(found);
          ImageRows.delete(tx, found.id());
          return found;
        });
    CrashPoint.reach("image-delete/row");
    image.content().ifPresent(content -> files.discard(content.file()));
  }
}
