package haneul.services.image;

import haneul.base.id.ProjectId;
import haneul.platform.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Uploads, ensures and deletes images in a program of its own, to be killed on the way. */
final class ImageCrashProgram {
  static final String ID = "0f5ec0de-0000-4000-8000-00000000beef";
  static final byte[] DISK = new byte[3 << 20];

  private ImageCrashProgram() {}

  /** The state it works on. */
  static ImageFixture open(Path state, Store store) {
    return new ImageFixture(store, state.resolve("images"), ImageFixture.LIMITS);
  }

  static void ensure(ImageFixture image, Path state) throws Exception {
    Path disk = Files.write(state.resolve("disk"), DISK);
    image.service.ensurePublic(
        new ProjectId(ImageFixture.ADMIN), "haneul-tiny", "raw", Map.of(), disk);
  }

  /** Does all of it in the state named. */
  public static void main(String[] arguments) throws Exception {
    Path state = Path.of(arguments[0]);
    try (Store store = Store.sqlite(state.resolve("db"))) {
      ImageFixture image = open(state, store);
      image.create(
          "demo", "{\"id\":\"" + ID + "\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}");
      image.upload("demo", ID, DISK);
      ensure(image, state);
      image.delete("demo", "/v2/images/" + ID);
      image.stop();
    }
  }
}
