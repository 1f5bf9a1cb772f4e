package haneul.services.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.image.ImageFixture.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uploads that end well, badly, and not at all. */
@OnEveryStore
final class ImageUploadTest {
  private final ImageFixture image;

  ImageUploadTest(Store store) {
    image = new ImageFixture(store);
  }

  @AfterEach
  void close() {
    image.close();
  }

  /** Closes a broken upload in some way. */
  private interface Break {
    void of(RawUpload upload) throws IOException;
  }

  private void assertQueuedAndEmpty(String id) {
    await()
        .untilAsserted(() -> {
          assertThat(status(id)).isEqualTo("queued");
          assertThat(image.files()).isEmpty();
        });
    assertThat(image.get("demo", "/v2/images/" + id).body()).contains("\"size\":null");
  }

  private String status(String id) {
    return image.get("demo", "/v2/images/" + id).json().get("status").stringValue();
  }

  @Test
  void aBrokenUploadLeavesNothingAndCanBeRepeated() throws IOException {
    List<Break> breaks =
        List.of(RawUpload::reset, RawUpload::close, upload -> upload.socket.shutdownOutput());
    for (String length : List.of("Content-Length: 10000000", "Transfer-Encoding: chunked")) {
      for (Break by : breaks) {
        String id = image.image("demo", "broken", "raw");
        RawUpload upload = new RawUpload(image, id, length);
        if (length.startsWith("T")) {
          upload.chunk(new byte[3 << 20]);
        } else {
          upload.send(new byte[3 << 20]);
        }
        await().until(() -> status(id).equals("saving"));
        by.of(upload);
        assertQueuedAndEmpty(id);
        upload.close();
        assertThat(image.upload("demo", id, new byte[100]).status()).isEqualTo(204);
        assertThat(image.delete("demo", "/v2/images/" + id).status()).isEqualTo(204);
      }
    }
  }

  @Test
  void anUploadThatSendsNothingIsGivenUp() throws IOException {
    String id = image.image("demo", "slow", "raw");
    try (RawUpload upload = new RawUpload(image, id, "Content-Length: 10000000")) {
      upload.send(new byte[1000]);
      await().until(() -> status(id).equals("saving"));
      await().until(() -> status(id).equals("queued"));
    }
    assertQueuedAndEmpty(id);
  }

  @Test
  void chunkedAndMeasuredUploadsAreTheSame() {
    byte[] bytes = new byte[5 << 20];
    new Random(1).nextBytes(bytes);
    String measured = image.image("demo", "measured", "raw");
    String chunked = image.image("demo", "chunked", "raw");
    assertThat(image.upload("demo", measured, bytes).status()).isEqualTo(204);
    assertThat(
            image
                .upload(
                    "demo",
                    chunked,
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .status())
        .isEqualTo(204);
    assertThat(hash(measured)).isEqualTo(hash(chunked));
    assertThat(image.get("demo", "/v2/images/" + chunked + "/file").raw().body()).isEqualTo(bytes);
    assertThat(image.metrics.get("haneul.image.uploaded").counter().count())
        .isEqualTo(2.0 * bytes.length);
    await()
        .untilAsserted(() ->
            assertThat(image.metrics.get("haneul.image.downloaded").counter().count())
                .isEqualTo(bytes.length));
  }

  private String hash(String id) {
    return image.get("demo", "/v2/images/" + id).json().get("os_hash_value").stringValue();
  }

  @Test
  void ofTwoUploadsToOneImageTheSecondIsRefused() throws IOException {
    String id = image.image("demo", "twice", "raw");
    byte[] half = new byte[1 << 20];
    try (RawUpload first = new RawUpload(image, id, "Content-Length: " + (2 << 20))) {
      first.send(half);
      await().until(() -> status(id).equals("saving"));
      Answer second = image.upload("demo", id, new byte[3 << 20]);
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.body())
          .contains("Image status transition from saving to saving is not allowed");
      first.send(half);
      assertThat(first.answer()).isEqualTo("HTTP/1.1 204 No Content");
    }
    assertThat(image.upload("demo", id, half).body())
        .contains("Image status transition from active to saving is not allowed");
    assertThat(image.files()).hasSize(1);
  }

  @Test
  void anImageDeletedDuringItsUploadIsGone() throws IOException {
    String id = image.image("demo", "gone", "raw");
    try (RawUpload upload = new RawUpload(image, id, "Content-Length: " + (2 << 20))) {
      upload.send(new byte[1 << 20]);
      await().until(() -> status(id).equals("saving"));
      assertThat(image.delete("demo", "/v2/images/" + id).status()).isEqualTo(204);
      upload.send(new byte[1 << 20]);
      assertThat(upload.answer()).isEqualTo("HTTP/1.1 410 Gone");
    }
    assertThat(image.files()).isEmpty();
  }

  @Test
  void slowUploadsOfAProjectLeaveTurnsToTheOthers() throws IOException {
    List<RawUpload> slow = new ArrayList<>();
    for (int i = 0; i < ImageFixture.LIMITS.maxUploadsOfProject(); i++) {
      slow.add(slowUpload());
    }
    Answer refused = image.upload("demo", image.image("demo", "more", "raw"), new byte[10]);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("10");

    Answer others = image.upload("other", image.image("other", "o", "raw"), new byte[10]);
    assertThat(others.status()).as(others.body()).isEqualTo(204);
    slow.removeFirst().close();
    Answer then = image.upload("demo", image.image("demo", "then", "raw"), new byte[10]);
    assertThat(then.status()).as(then.body()).isEqualTo(204);
    for (RawUpload upload : slow) {
      upload.close();
    }
  }

  private RawUpload slowUpload() throws IOException {
    String id = image.image("demo", "slow", "raw");
    RawUpload upload = new RawUpload(image, id, "Content-Length: 10");
    await().until(() -> status(id).equals("saving"));
    return upload;
  }

  @Test
  void whatIsTooLargeIsRefusedAtOnceOrOnTheWay() throws IOException {
    long tooLarge = ImageFixture.LIMITS.maxImageBytes() + 1;
    String id = image.image("demo", "large", "raw");
    try (RawUpload upload =
        new RawUpload(image, id, "Expect: 100-continue\r\nContent-Length: " + tooLarge)) {
      assertThat(upload.answer()).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
    }
    assertQueuedAndEmpty(id);
    Answer chunked =
        image.upload("demo", id, BodyPublishers.ofInputStream(() -> new Zeros(tooLarge)));
    assertThat(chunked.status()).isEqualTo(413);
    assertThat(chunked.body()).contains("The incoming image is too large");
    assertQueuedAndEmpty(id);
  }

  @Test
  void aLargeUploadIsStreamed() {
    String id = image.image("demo", "large", "raw");
    long size = ImageFixture.LIMITS.maxImageBytes();
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    Answer uploaded =
        image.upload(
            "demo",
            id,
            BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new Zeros(size)), size));
    assertThat(uploaded.status()).as(uploaded.body()).isEqualTo(204);
    System.gc();
    long after = runtime.totalMemory() - runtime.freeMemory();
    assertThat(after - before).isLessThan(16L << 20);
  }

  @Test
  void theBodyMustBeOctets() {
    String id = image.image("demo", "typed", "raw");
    for (String type : List.of("application/json", "text/plain", "multipart/form-data")) {
      Answer answer =
          image.send(
              "demo",
              "PUT",
              "/v2/images/" + id + "/file",
              BodyPublishers.ofByteArray(new byte[100]),
              "Content-Type",
              type);
      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.body()).contains("<h1>415 Unsupported Media Type</h1>").contains(type);
    }
    assertThat(status(id)).isEqualTo("queued");
  }

  @Test
  void anUploadNeedsFormatsAndData() {
    assertThat(image.upload("demo", image.create("demo", "{}"), new byte[9]).body())
        .contains("Properties disk_format, container_format must be set prior to saving data.");
    String id = image.create("demo", "{\"disk_format\":\"raw\"}");
    Answer answer = image.upload("demo", id, new byte[9]);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("Property container_format must be set");
    String empty = image.image("demo", "empty", "raw");
    Answer nothing = image.upload("demo", empty, new byte[0]);
    assertThat(nothing.status()).isEqualTo(400);
    assertThat(nothing.body()).contains("The image has no data");
    assertQueuedAndEmpty(empty);
  }

  @Test
  void aRefusedUploadIsAnsweredAfterItIsHeardOut() {
    Answer missing =
        image.upload("demo", "nope", BodyPublishers.ofInputStream(() -> new Zeros(30L << 20)));
    assertThat(missing.status()).isEqualTo(404);
    assertThat(image.upload("", "nope", new byte[20 << 20]).status()).isEqualTo(401);
    assertThat(image.upload("demo-reader", "nope", new byte[20 << 20]).status()).isEqualTo(403);
  }

  @Test
  void partsOfTheContentAreSent() {
    String id = image.image("demo", "parts", "raw");
    byte[] bytes = "0123456789".getBytes(StandardCharsets.UTF_8);
    image.upload("demo", id, bytes);
    Map<String, String> parts =
        Map.of(
            "bytes=0-3",
            "0123",
            "bytes=4-",
            "456789",
            "bytes=-2",
            "89",
            "bytes=9-99",
            "9",
            "bytes=-99",
            "0123456789");
    parts.forEach((range, expected) -> {
      Answer answer = part(id, range);
      assertThat(answer.status()).as(range).isEqualTo(206);
      assertThat(answer.body()).isEqualTo(expected);
      assertThat(answer.header("Content-Range")).endsWith("/10");
    });
    for (String bad : List.of("bytes=10-", "bytes=5-4", "bytes=-", "lines=1-2", "bytes=0-1,3-4")) {
      Answer answer = part(id, bad);
      assertThat(answer.status()).as(bad).isEqualTo(416);
      assertThat(answer.header("Content-Range")).isEqualTo("bytes */10");
    }
    Answer head = image.send("demo", "HEAD", "/v2/images/" + id + "/file", BodyPublishers.noBody());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("10");
  }

  private Answer part(String id, String range) {
    return image.send(
        "demo", "GET", "/v2/images/" + id + "/file", BodyPublishers.noBody(), "Range", range);
  }

  /** So many zeros. */
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long count) {
      left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = (int) Math.min(left, length);
      Arrays.fill(bytes, offset, offset + count, (byte) 0);
      left -= count;
      return count;
    }
  }
}
