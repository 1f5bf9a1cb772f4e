package haneul.services.compute;

import haneul.base.id.ImageId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.image.contract.Images;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A few images, by id. */
final class FakeImages implements Images {
  static final String TINY = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
  static final String QUEUED = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
  static final String LARGE = "cccccccc-cccc-4ccc-8ccc-cccccccccccc";
  static final String HUNGRY = "dddddddd-dddd-4ddd-8ddd-dddddddddddd";

  static final String CDROM = "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee";

  private static final Map<String, Image> IMAGES =
      Map.of(
          TINY, image(TINY, "active", 40L << 20, 0, 0),
          QUEUED, image(QUEUED, "queued", 0, 0, 0),
          LARGE, image(LARGE, "active", 3L << 30, 0, 0),
          HUNGRY, image(HUNGRY, "active", 40L << 20, 8, 256),
          CDROM, image(CDROM, "iso", "active", 3L << 30, 0, 0));

  private static Image image(String id, String status, long size, int minDisk, int minRam) {
    return image(id, "qcow2", status, size, minDisk, minRam);
  }

  private static Image image(
      String id, String format, String status, long size, int minDisk, int minRam) {
    return new Image(
        new ImageId(id), "image", status, format, size, size, minDisk, minRam, "ab".repeat(64));
  }

  @Override
  public Optional<Image> find(Tx tx, Caller caller, ImageId id) {
    return find(tx, id);
  }

  @Override
  public Optional<Image> find(Tx tx, ImageId id) {
    return Optional.ofNullable(IMAGES.get(id.value()));
  }

  @Override
  public void fetch(ImageId id, Path target) {
    throw new UnsupportedOperationException("no agent fetches images here");
  }
}
