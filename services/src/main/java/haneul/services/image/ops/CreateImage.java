package haneul.services.image.ops;

import haneul.base.error.CloudException;
import haneul.base.id.ImageId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageLimits;
import haneul.services.image.domain.ImageRules;
import haneul.services.image.domain.ImageStatus;
import haneul.services.image.store.ImageRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Registers an image without content. */
public final class CreateImage {
  private final Store store;
  private final InstantSource clock;
  private final ImageLimits limits;

  public CreateImage(Store store, InstantSource clock, ImageLimits limits) {
    this.store = store;
    this.clock = clock;
    this.limits = limits;
  }

  /** The new image, queued. */
  public Image run(Caller caller, ImageId id, Image.Attributes attributes) {
    if (!caller.sees(attributes.owner())) {
      throw ImageRules.forbidden("add_image");
    }
    Instant now = clock.instant();
    Image image = new Image(id, ImageStatus.QUEUED, attributes, Optional.empty(), now, now);
    store.run(tx -> {
      ImageRules.requireAtMost(
          limits.maxImages(), ImageRows.count(tx, attributes.owner()) + 1, "images of a project");
      if (!ImageRows.insert(tx, image)) {
        throw CloudException.conflict(
            "Duplicate", "Image ID " + id + " already exists! Choose another or leave it out.");
      }
    });
    return image;
  }
}
