package haneul.services.image.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageQuery;
import haneul.services.image.store.ImageLists;
import java.util.List;
import java.util.Optional;

/** Shows images, one or many. */
public final class ReadImages {
  private final Store store;

  public ReadImages(Store store) {
    this.store = store;
  }

  /** An image the caller sees; 404 else. */
  public Image one(Caller caller, String id) {
    return store.read(tx -> Lookup.visible(tx, caller, id));
  }

  /** A page of those the caller sees. */
  public List<Image> page(Caller caller, ImageQuery query) {
    return store.read(tx -> {
      Optional<Image> marker = query.marker().map(id -> marker(tx, caller, id));
      return ImageLists.page(tx, caller, query, marker);
    });
  }

  private static Image marker(Tx tx, Caller caller, String id) {
    try {
      return Lookup.visible(tx, caller, id);
    } catch (CloudException e) {
      throw CloudException.badField("marker", id, e.message());
    }
  }
}
