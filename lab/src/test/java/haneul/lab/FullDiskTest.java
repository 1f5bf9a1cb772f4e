package haneul.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk of a cloud fills up, and there is room again. */
@Tag("engine")
class FullDiskTest {
  private static final String KEY_PAIRS = "/compute/v2.1/os-keypairs";

  /** Short, for the sockets below it. */
  private final Path mount = Path.of("/var/tmp/full");

  @SuppressWarnings("NullAway.Init")
  private LabCloud cloud;

  @BeforeEach
  void up() {
    Shell.run("mkdir", mount.toString()).expectSuccess();
    // Above what the image service leaves free.
    Shell.run("mount", "-t", "tmpfs", "-o", "size=1400m", "tmpfs", mount.toString())
        .expectSuccess();
    cloud = LabCloud.createIn(mount);
    cloud.start();
  }

  @AfterEach
  void down() {
    free();
    cloud.close();
    Shell.run("umount", mount.toString()).expectSuccess();
    Shell.run("rmdir", mount.toString()).expectSuccess();
  }

  private void fill() {
    Shell.run("dd", "if=/dev/zero", "of=" + mount.resolve("fill"), "bs=1M"); // until it fails
  }

  private void free() {
    try {
      Files.deleteIfExists(mount.resolve("fill"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String keyPair(String name) {
    return "{\"keypair\":{\"name\":\"" + name + "\"}}";
  }

  @Test
  void goesOnWhenThereIsRoomAgain() throws IOException {
    LabApi api = LabApi.login(cloud);
    fill();

    LabApi.Answer refused = api.call("POST", KEY_PAIRS, keyPair("one"));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body().toString()).contains("disk", "full");
    assertThat(api.call("GET", KEY_PAIRS, "").status()).isEqualTo(200);
    assertThat(cloud.haneul("status").expectSuccess()).contains("is full", "compute");
    assertThat(cloud.haneul("down").expectSuccess()).contains("Haneul is down.");
    assertThat(cloud.haneul("up").expectFailure())
        .contains("make room")
        .doesNotContain("Exception", "\tat ");

    free();
    cloud.start();
    api = LabApi.login(cloud);
    assertThat(api.call("POST", KEY_PAIRS, keyPair("two")).status()).isEqualTo(200);
    assertThat(cloud.haneul("status").expectSuccess()).doesNotContain("is full");
  }

  @Test
  void anUploadThatFillsItIsTooLarge() throws IOException {
    LabApi api = LabApi.login(cloud);
    String image =
        api.call(
                "POST",
                "/image/v2/images",
                "{\"name\":\"large\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}")
            .body()
            .path("id")
            .stringValue("");
    String path = "/image/v2/images/" + image;

    assertThat(api.upload(path + "/file", new FillsTheDisk())).isEqualTo(413);
    assertThat(cloud.state().resolve("images/incoming")).isEmptyDirectory();

    free();
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(api.call("GET", path, "").body().path("status").stringValue(""))
                .isEqualTo("queued"));
    assertThat(api.upload(path + "/file", new byte[1 << 20])).isEqualTo(204);
  }

  /** Content in whose middle the disk fills up from elsewhere. */
  private final class FillsTheDisk extends InputStream {
    private static final int BEFORE_BYTES = 8 << 20;
    private static final int BYTES = 24 << 20;
    private int sent;

    @Override
    public int read() {
      return read(new byte[1], 0, 1) < 0 ? -1 : 0;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (sent == BEFORE_BYTES) {
        fill();
      }
      int end = sent < BEFORE_BYTES ? BEFORE_BYTES : BYTES;
      int count = Math.min(length, end - sent);
      sent += count;
      return count == 0 ? -1 : count;
    }
  }
}
