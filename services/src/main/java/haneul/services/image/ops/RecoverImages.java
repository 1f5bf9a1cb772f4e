package haneul.services.image.ops;

import haneul.platform.store.Store;
import haneul.services.image.store.ImageRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Makes rows and files agree again when the program starts, before it serves: nothing uploads then,
 * so every saving row and every file without a row is a leftover.
 */
public final class RecoverImages {
  private static final System.Logger LOG = System.getLogger(RecoverImages.class.getName());

  private final Store store;
  private final InstantSource clock;
  private final ImageFiles files;

  public RecoverImages(Store store, InstantSource clock, ImageFiles files) {
    this.store = store;
    this.clock = clock;
    this.files = files;
  }

  /** Removes leftovers and says which content is missing. */
  public void run() throws IOException {
    int released = store.write(tx -> ImageRows.releaseAll(tx, clock.instant()));
    Set<String> wanted = store.read(ImageRows::dataFiles);
    List<Path> removed = files.removeOthers(wanted);
    if (released > 0 || !removed.isEmpty()) {
      LOG.log(
          System.Logger.Level.INFO,
          "images: " + released + " broken uploads reset, leftover files removed: " + removed);
    }
    for (String file : wanted) {
      if (!Files.exists(files.content(file))) {
        LOG.log(System.Logger.Level.ERROR, "images: the content is missing: " + file);
      }
    }
  }
}
