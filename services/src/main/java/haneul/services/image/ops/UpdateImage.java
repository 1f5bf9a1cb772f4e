package haneul.services.image.ops;

import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.image.domain.AttributeEdit;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageLimits;
import haneul.services.image.domain.ImageRules;
import haneul.services.image.domain.ImageStatus;
import haneul.services.image.store.ImageRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Changes what is said of an image. Each is one transaction that checks and writes. */
public final class UpdateImage {
  private final Store store;
  private final InstantSource clock;
  private final ImageLimits limits;

  public UpdateImage(Store store, InstantSource clock, ImageLimits limits) {
    this.store = store;
    this.clock = clock;
    this.limits = limits;
  }

  /** Applies {@code changes}, all or none; the image after them. */
  public Image attributes(Caller caller, String id, Consumer<AttributeEdit> changes) {
    return store.write(tx -> {
      Image image = Lookup.owned(tx, caller, id, "modify_image");
      AttributeEdit edit = AttributeEdit.of(caller, image, limits);
      changes.accept(edit);
      return write(tx, image, edit.result());
    });
  }

  /** Adds a tag; one that is there already stays. */
  public void addTag(Caller caller, String id, String tag) {
    store.run(tx -> {
      Image image = Lookup.owned(tx, caller, id, "modify_image");
      List<String> tags = new ArrayList<>(image.attributes().tags());
      if (!tags.contains(tag)) {
        tags.add(tag);
        ImageRules.requireAtMost(limits.maxTags(), tags.size(), "image tags");
        write(tx, image, image.attributes().withTags(tags));
      }
    });
  }

  /** Removes a tag; false when there was none. */
  public boolean removeTag(Caller caller, String id, String tag) {
    return store.write(tx -> {
      Image image = Lookup.owned(tx, caller, id, "modify_image");
      List<String> tags = new ArrayList<>(image.attributes().tags());
      boolean removed = tags.remove(tag);
      if (removed) {
        write(tx, image, image.attributes().withTags(tags));
      }
      return removed;
    });
  }

  /** Takes an image out of use, or back. */
  public void activate(Caller caller, String id, boolean activate) {
    String action = activate ? "reactivate" : "deactivate";
    store.run(tx -> {
      Image image = Lookup.owned(tx, caller, id, action);
      ImageStatus status = ImageRules.switched(image, activate);
      ImageRows.setStatus(tx, image.id(), status, clock.instant());
    });
  }

  private Image write(Tx tx, Image image, Image.Attributes attributes) {
    Instant now = clock.instant();
    Image changed =
        new Image(image.id(), image.status(), attributes, image.content(), image.createdAt(), now);
    ImageRows.update(tx, changed, now);
    return changed;
  }
}
