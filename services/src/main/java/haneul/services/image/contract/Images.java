package haneul.services.image.contract;

import haneul.base.id.ImageId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What other services may know of images. */
public interface Images {
  /** An image the caller may use, whatever its status. */
  Optional<Image> find(Tx tx, Caller caller, ImageId id);

  /** An image by id, for work that was admitted before. */
  Optional<Image> find(Tx tx, ImageId id);

  /** Puts an active image's content at {@code target}: a hard link where it can be, else a copy. */
  void fetch(ImageId id, Path target) throws IOException;

  /**
   * @param status OpenStack's: {@code queued}, {@code saving}, {@code active}, …
   * @param sizeBytes of the file; 0 before it is active
   * @param virtualSizeBytes of the disk in it
   * @param sha512 hexadecimal; empty before it is active
   */
  record Image(
      ImageId id,
      String name,
      String status,
      String diskFormat,
      long sizeBytes,
      long virtualSizeBytes,
      int minDiskGibibytes,
      int minRamMebibytes,
      String sha512) {}
}
