package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.host.ImageRef;
import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import haneul.platform.auth.Caller;
import haneul.platform.link.Hosts;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Aggregate;
import haneul.services.compute.store.ComputeStore;
import haneul.services.image.contract.Images;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Has the hosts of an aggregate fetch images before a server needs them. For a day they are part of
 * what each of its hosts shall have, those that join it as well; after that a host keeps them as
 * any image that nobody uses.
 */
public final class CacheImages {
  private static final Duration WANTED_FOR = Duration.ofDays(1);
  private static final int MOST_OF_AN_AGGREGATE = 100;

  private final Store database;
  private final ComputeStore store;
  private final Images images;
  private final Hosts hosts;
  private final InstantSource clock;

  public CacheImages(
      Store database, ComputeStore store, Images images, Hosts hosts, InstantSource clock) {
    this.database = database;
    this.store = store;
    this.images = images;
    this.hosts = hosts;
    this.clock = clock;
  }

  /** Has all of an aggregate's hosts fetch them. */
  public void cache(Caller caller, long aggregate, List<ImageId> wanted) {
    database.run(tx -> {
      Aggregate its =
          store
              .aggregates()
              .find(tx, aggregate)
              .orElseThrow(() -> HostAggregates.notFound(aggregate));
      store.cachedImages().forgetBefore(tx, clock.instant().minus(WANTED_FOR));
      for (ImageId image : wanted) {
        requireActive(tx, caller, image);
        store.cachedImages().put(tx, aggregate, image, clock.instant());
      }
      if (store.cachedImages().count(tx, aggregate) > MOST_OF_AN_AGGREGATE) {
        throw CloudException.badRequest(
            "The hosts of an aggregate fetch at most "
                + MOST_OF_AN_AGGREGATE
                + " images a day ahead.");
      }
      hosts.changed(tx, its.hosts());
    });
  }

  private void requireActive(Tx tx, Caller caller, ImageId id) {
    Images.Image image =
        images
            .find(tx, caller, id)
            .orElseThrow(() ->
                CloudException.notFound("ImageNotFound", "Image " + id + " could not be found."));
    if (!image.status().equals("active")) {
      throw CloudException.badRequest("Image " + id + " is not active.");
    }
  }

  /** The images that a host shall have though no server needs them. */
  public List<ImageRef> of(Tx tx, HostName host) {
    return store.cachedImages().of(tx, host, clock.instant().minus(WANTED_FOR)).stream()
        .flatMap(id -> images.find(tx, id).stream())
        .filter(image -> image.status().equals("active"))
        .map(image ->
            new ImageRef(image.id(), image.diskFormat(), image.sizeBytes(), image.sha512()))
        .toList();
  }
}
