package haneul.services.image.ops;

import haneul.base.id.ImageId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.image.contract.Images;
import haneul.services.image.domain.Image.Content;
import haneul.services.image.domain.ImageRules;
import haneul.services.image.store.ImageRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The contract, fulfilled. */
public final class ImagesForOthers implements Images {
  private final Store store;
  private final ImageFiles files;

  public ImagesForOthers(Store store, ImageFiles files) {
    this.store = store;
    this.files = files;
  }

  @Override
  public Optional<Images.Image> find(Tx tx, Caller caller, ImageId id) {
    return ImageRows.findBare(tx, id.value())
        .filter(image -> ImageRules.sees(caller, image, () -> Lookup.isMember(tx, caller, image)))
        .map(ImagesForOthers::shown);
  }

  @Override
  public Optional<Images.Image> find(Tx tx, ImageId id) {
    return ImageRows.findBare(tx, id.value()).map(ImagesForOthers::shown);
  }

  @Override
  public void fetch(ImageId id, Path target) throws IOException {
    Content content =
        store
            .read(tx -> ImageRows.find(tx, id.value()))
            .flatMap(haneul.services.image.domain.Image::content)
            .orElseThrow(() -> ImageRules.notFound(id.value()));
    files.fetch(content.file(), target);
  }

  private static Images.Image shown(haneul.services.image.domain.Image image) {
    Optional<Content> content = image.content();
    return new Images.Image(
        image.id(),
        image.attributes().name().orElse(""),
        image.status().text(),
        image.attributes().diskFormat().orElse(""),
        content.map(Content::sizeBytes).orElse(0L),
        content.map(Content::virtualSizeBytes).orElse(0L),
        image.attributes().minDiskGibibytes(),
        image.attributes().minRamMebibytes(),
        content.map(Content::sha512).orElse(""));
  }
}
