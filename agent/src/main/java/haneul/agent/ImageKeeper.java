package haneul.agent;

import haneul.base.host.HostWanted;
import haneul.base.host.ImageRef;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches images that the host shall have before a guest needs them, one after another, and has the
 * cache keep them as long as they are wanted.
 */
final class ImageKeeper implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ImageKeeper.class.getName());

  /** Well below the time for which the cache keeps what nobody asks for. */
  private static final Duration LOOK_EVERY = Duration.ofMinutes(10);

  private final WantedState wanted;
  private final ImageCache cache;
  private final Bell bell = new Bell();
  private final Loop loop;
  private volatile List<ImageRef> kept = List.of();

  ImageKeeper(WantedState wanted, ImageCache cache, AgentTiming timing) {
    this.wanted = wanted;
    this.cache = cache;
    this.loop = Loop.start("agent images", timing, this::turn);
  }

  /** Says that other images may be wanted. */
  void wake() {
    List<ImageRef> now = wanted.get().map(HostWanted::images).orElse(List.of());
    if (!now.equals(kept)) {
      bell.ring();
    }
  }

  private void turn() throws IOException, InterruptedException {
    List<ImageRef> now = wanted.get().map(HostWanted::images).orElse(List.of());
    @Nullable IOException failed = null;
    for (ImageRef image : now) {
      try {
        cache.fetched(image);
      } catch (IOException notThis) {
        LOG.log(Level.WARNING, "image {0} is not here yet: {1}", image.id(), notThis.getMessage());
        failed = notThis; // the others are fetched all the same
      }
    }
    if (failed != null) {
      throw failed;
    }
    kept = now;
    bell.await(LOOK_EVERY);
  }

  @Override
  public void close() {
    loop.close();
  }
}
