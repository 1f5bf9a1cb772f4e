package haneul.services.image;

import static haneul.services.image.ImageFixture.DEMO;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.image.ImageFixture.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Images through HTTP, as Glance's own clients ask. */
@OnEveryStore
final class ImageApiTest {
  private final ImageFixture image;

  ImageApiTest(Store store) {
    image = new ImageFixture(store);
  }

  @AfterEach
  void close() {
    image.close();
  }

  @Test
  void versionsFollowTheAddressTheClientUsed() {
    Answer root = image.get("", "/");
    assertThat(root.status()).isEqualTo(300);
    JsonNode versions = root.json().get("versions");
    assertThat(versions).hasSize(15);
    assertThat(versions.get(0).get("id").stringValue()).isEqualTo("v2.15");
    assertThat(versions.get(0).get("status").stringValue()).isEqualTo("CURRENT");
    assertThat(versions.get(0).get("links").get(0).get("href").stringValue())
        .isEqualTo(image.uri("/v2/").toString());
    assertThat(image.get("", "/versions").status()).isEqualTo(200);
  }

  @Test
  void anImageIsCreatedUploadedListedShownSavedAndDeleted() {
    Answer created =
        image.post(
            "demo",
            "/v2/images",
            """
            {"container_format": "bare", "name": "img1", "disk_format": "raw", "a.b": ""}
            """);
    assertThat(created.status()).isEqualTo(201);
    String id = created.json().get("id").stringValue();
    assertThat(created.header("Location")).isEqualTo(image.uri("/v2/images/" + id).toString());
    assertThat(created.body())
        .startsWith(
            "{\"a.b\":\"\",\"name\":\"img1\",\"disk_format\":\"raw\",\"container_format\":\"bare\","
                + "\"visibility\":\"shared\",\"size\":null,\"virtual_size\":null,"
                + "\"status\":\"queued\",\"checksum\":null,\"protected\":false,\"min_ram\":0,"
                + "\"min_disk\":0,\"owner\":\""
                + DEMO
                + "\",\"os_hidden\":false,"
                + "\"os_hash_algo\":null,\"os_hash_value\":null,\"id\":\""
                + id
                + "\"");
    assertThat(image.get("demo", "/v2/images/" + id + "/file").status()).isEqualTo(204);

    byte[] bytes = "a small disk".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Answer uploaded = image.upload("demo", id, bytes);
    assertThat(uploaded.status()).as(uploaded.body()).isEqualTo(204);

    JsonNode shown = image.get("demo-reader", "/v2/images/" + id).json();
    assertThat(shown.get("status").stringValue()).isEqualTo("active");
    assertThat(shown.get("size").longValue()).isEqualTo(bytes.length);
    assertThat(shown.get("virtual_size").longValue()).isEqualTo(bytes.length);
    assertThat(shown.get("checksum").stringValue()).isEqualTo("e77e7a7e7a598f4bbb45f623513fb8c6");
    assertThat(shown.get("os_hash_value").stringValue()).hasSize(128);

    JsonNode list = image.get("demo", "/v2/images?name=img1").json();
    assertThat(list.get("images")).hasSize(1);
    assertThat(list.get("images").get(0)).isEqualTo(shown);
    assertThat(list.get("first").stringValue()).isEqualTo("/v2/images?name=img1");
    assertThat(list.get("schema").stringValue()).isEqualTo("/v2/schemas/images");
    assertThat(list.has("next")).isFalse();

    Answer file = image.get("demo-reader", "/v2/images/" + id + "/file");
    assertThat(file.raw().body()).isEqualTo(bytes);
    assertThat(file.header("Content-MD5")).isEqualTo(shown.get("checksum").stringValue());
    assertThat(image.files()).hasSize(1);

    assertThat(image.delete("demo", "/v2/images/" + id).status()).isEqualTo(204);
    assertThat(image.get("demo", "/v2/images/" + id).status()).isEqualTo(404);
    assertThat(image.files()).isEmpty();
  }

  @Test
  void errorsArePagesOfHtml() {
    Answer missing = image.get("demo", "/v2/images/%3Cb%3E");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
    assertThat(missing.body())
        .isEqualTo(
            """
            <html>
             <head>
              <title>404 Not Found</title>
             </head>
             <body>
              <h1>404 Not Found</h1>
              No image found with ID &lt;b&gt;<br /><br />



             </body>
            </html>\
            """);
    Answer anonymous = image.get("", "/v2/images");
    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.header("WWW-Authenticate")).startsWith("Keystone uri=");
    assertThat(anonymous.body()).contains("<h1>401 Unauthorized</h1>\n  This server could not");
    assertThat(image.get("demo", "/v3/nowhere").body()).contains("<h1>404 Not Found</h1>");
    assertThat(image.delete("demo", "/v2/images").status()).isEqualTo(405);
  }

  @Test
  void pagesFollowEachOtherInEveryOrder() {
    for (String name : List.of("c", "a", "b", "a")) {
      image.image("demo", name, "raw");
    }
    image.create("demo", "{}");
    for (String order :
        List.of(
            "",
            "sort=name:asc",
            "sort=name",
            "sort_key=size&sort_dir=asc",
            "sort_key=name&sort_key=id&sort_dir=asc&sort_dir=desc",
            "sort=disk_format:asc,name")) {
      List<String> whole = ids(image.get("demo", "/v2/images?" + order).json());
      assertThat(whole).hasSize(5);
      List<String> paged = new ArrayList<>();
      String next = "/v2/images?limit=2&" + order;
      for (int pages = 0; !next.isEmpty() && pages < 5; pages++) {
        JsonNode page = image.get("demo", next).json();
        paged.addAll(ids(page));
        next = page.has("next") ? page.get("next").stringValue() : "";
      }
      assertThat(paged).as(order).isEqualTo(whole);
    }
    JsonNode sorted = image.get("demo", "/v2/images?sort=name:asc").json().get("images");
    assertThat(sorted.get(1).get("name").stringValue()).isEqualTo("a");
    assertThat(sorted.get(4).get("name").stringValue()).isEqualTo("c");
  }

  static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("images").forEach(item -> ids.add(item.get("id").stringValue()));
    return ids;
  }
}
