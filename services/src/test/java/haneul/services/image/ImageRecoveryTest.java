package haneul.services.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import haneul.base.error.CloudException;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.image.contract.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others of the program use, and what a start finds after a bad end. */
@OnEveryStore
final class ImageRecoveryTest {
  private static final ProjectId OWNER = new ProjectId(ImageFixture.ADMIN);

  @TempDir Path elsewhere;
  private final Store store;
  private ImageFixture image;

  ImageRecoveryTest(Store store) {
    this.store = store;
    this.image = new ImageFixture(store);
  }

  @AfterEach
  void close() {
    image.close();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(elsewhere.resolve("disk"), bytes);
  }

  @Test
  void leftoversAreRemovedAndBrokenUploadsReset() throws IOException {
    String kept = image.image("demo", "kept", "raw");
    image.upload("demo", kept, new byte[10]);
    String broken = image.image("demo", "broken", "raw");
    RawUpload upload = new RawUpload(image, broken, "Content-Length: 1000000");
    upload.send(new byte[1000]);
    await().until(() -> image.files().stream().anyMatch(name -> name.startsWith("incoming/")));
    String coming =
        image.files().stream().filter(name -> name.startsWith("incoming/")).findFirst().get();
    String orphan = "00000000-0000-4000-8000-000000000000.0123456789ab";
    upload.reset();
    await().until(() -> image.files().size() == 1);
    image.stop();
    // As a killed program leaves them: a row saving, a file coming in, one without a row.
    store.run(tx ->
        tx.sql().execute("UPDATE image_image SET status = 'saving' WHERE id = '" + broken + "'"));
    Files.write(image.directory.resolve(coming), new byte[5]);
    Files.write(image.directory.resolve(orphan), new byte[5]);
    Files.write(image.directory.resolve("notes.txt"), new byte[5]);

    image = new ImageFixture(store, image.directory, ImageFixture.LIMITS);
    assertThat(image.files()).hasSize(2).contains("notes.txt");
    assertThat(image.get("demo", "/v2/images/" + broken).body()).contains("\"queued\"");
    assertThat(image.upload("demo", broken, new byte[10]).status()).isEqualTo(204);
    assertThat(image.get("demo", "/v2/images/" + kept + "/file").raw().body()).hasSize(10);
  }

  @Test
  void oneProgramHasTheDirectory() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> new ImageFixture(store, image.directory, ImageFixture.LIMITS))
        .withMessageContaining("images directory");
  }

  @Test
  void aPublicImageIsEnsuredOnce() throws IOException {
    Path disk = file(new byte[5000]);
    Map<String, String> properties = Map.of("os_distro", "haneul");
    ImageId first = image.service.ensurePublic(OWNER, "haneul-tiny", "raw", properties, disk);
    ImageId second = image.service.ensurePublic(OWNER, "haneul-tiny", "raw", properties, disk);
    assertThat(second).isEqualTo(first);
    assertThat(image.files()).hasSize(1);
    String shown = image.get("demo", "/v2/images?name=haneul-tiny").body();
    assertThat(shown)
        .contains("\"os_distro\":\"haneul\"", "\"public\"", "\"active\"", "\"size\":5000");
    assertThatExceptionOfType(CloudException.class)
        .isThrownBy(() -> image.service.ensurePublic(OWNER, "bad", "qcow2", properties, disk));
    assertThat(image.files()).hasSize(1);
  }

  @Test
  void contentIsFetchedAsALinkAndOutlivesItsImage() throws IOException {
    ImageId id = image.service.ensurePublic(OWNER, "tiny", "raw", Map.of(), file(new byte[5000]));
    Images images = image.service.contract();
    Path cache = image.directory.resolveSibling("cache-" + id);
    Path target = cache.resolve("base");
    images.fetch(id, target);
    images.fetch(id, target);
    assertThat(target).hasSize(5000);
    assertThat((Integer) Files.getAttribute(target, "unix:nlink")).isEqualTo(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("r--r--r--");
    assertThat(image.delete("admin", "/v2/images/" + id).status()).isEqualTo(204);
    assertThat(target).hasSize(5000);
    assertThat(cache.toFile().list()).containsExactly("base");
    Files.delete(target);
    Files.delete(cache);
    assertThatExceptionOfType(CloudException.class)
        .isThrownBy(() -> images.fetch(id, target))
        .withMessageContaining("No image found");
  }

  @Test
  void otherServicesSeeWhatTheirCallersSee() {
    String id = image.image("demo", "mine", "qcow2");
    Optional<Images.Image> found =
        store.read(tx -> image.service.contract().find(tx, new ImageId(id)));
    assertThat(found).get().extracting(Images.Image::status).isEqualTo("queued");
    assertThat(found.orElseThrow().sha512()).isEmpty();
    assertThat(found.orElseThrow().diskFormat()).isEqualTo("qcow2");
    Images images = image.service.contract();
    assertThat(seen(images, "other", id)).isFalse();
    assertThat(seen(images, "demo", id)).isTrue();
  }

  private boolean seen(Images images, String token, String id) {
    return store.read(
        tx -> images.find(tx, ImageFixture.caller(token), new ImageId(id)).isPresent());
  }
}
