package haneul.services.image.ops;

import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.platform.store.Store;
import haneul.services.image.domain.AttributeEdit;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageLimits;
import haneul.services.image.domain.ImageStatus;
import haneul.services.image.domain.Visibility;
import haneul.services.image.store.ImageRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes sure that a public image of a name is there, from a local file: the same checks as an
 * upload, then row and content appear in one transaction. A program that dies before leaves a file
 * without a row, which {@link RecoverImages} removes, and the next call begins anew.
 */
public final class RegisterImage {
  private final Store store;
  private final InstantSource clock;
  private final ImageFiles files;
  private final Intake intake;

  public RegisterImage(Store store, InstantSource clock, ImageFiles files, ImageLimits limits) {
    this.store = store;
    this.clock = clock;
    this.files = files;
    this.intake = new Intake(files, limits, bytes -> {});
  }

  /** Whether it is there already. */
  public boolean isThere(ProjectId owner, String name) {
    return store.read(tx -> ImageRows.findPublic(tx, owner, name)).isPresent();
  }

  /** The id of the image that was there, or is now. */
  public ImageId run(
      ProjectId owner, String name, String diskFormat, Map<String, String> properties, Path file)
      throws IOException {
    Optional<Image> there = store.read(tx -> ImageRows.findPublic(tx, owner, name));
    if (there.isPresent()) {
      return there.get().id();
    }
    ImageId id = new ImageId(Id.newUuid());
    String dataFile = ImageFiles.newName(id);
    Image.Content content;
    try (InputStream in = Files.newInputStream(file)) {
      content = intake.receive(dataFile, diskFormat, in, OptionalLong.empty());
    }
    Image image = image(id, owner, name, diskFormat, properties, content);
    try {
      return store.write(tx -> {
        Optional<Image> other = ImageRows.findPublic(tx, owner, name);
        if (other.isEmpty()) {
          ImageRows.insert(tx, image);
        }
        return other.orElse(image).id();
      });
    } finally {
      // Another was quicker, or the transaction failed, or only its answer was lost.
      if (!store.read(tx -> ImageRows.has(tx, id, dataFile))) {
        files.discard(dataFile);
      }
    }
  }

  private Image image(
      ImageId id,
      ProjectId owner,
      String name,
      String diskFormat,
      Map<String, String> properties,
      Image.Content content) {
    Image.Attributes none = AttributeEdit.defaults(owner);
    Image.Attributes attributes =
        new Image.Attributes(
            Optional.of(name),
            owner,
            Visibility.PUBLIC,
            none.isProtected(),
            none.hidden(),
            none.minDiskGibibytes(),
            none.minRamMebibytes(),
            Optional.of("bare"),
            Optional.of(diskFormat),
            List.of(),
            properties);
    Instant now = clock.instant();
    return new Image(id, ImageStatus.ACTIVE, attributes, Optional.of(content), now, now);
  }
}
