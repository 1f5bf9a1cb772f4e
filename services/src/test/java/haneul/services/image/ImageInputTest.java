package haneul.services.image;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.OtherTypes;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.image.ImageFixture.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What users get wrong, and what they may well ask. */
@OnEveryStore
final class ImageInputTest {
  private final ImageFixture image;

  ImageInputTest(Store store) {
    image = new ImageFixture(store);
  }

  @AfterEach
  void close() {
    image.close();
  }

  /** A body to create from, the status, what the error names. */
  private record Bad(String body, int status, String named) {}

  @Test
  void everyFieldAsEveryOtherType() {
    String created =
        """
        {"name": "n", "id": "x", "visibility": "private", "protected": false, "os_hidden": false,
         "min_disk": 1, "min_ram": 1, "disk_format": "raw", "container_format": "bare",
         "tags": ["t"], "own": "p"}\
        """;
    for (String wrong : OtherTypes.of(created)) {
      refusedOrTaken(image.post("demo", "/v2/images", wrong), wrong);
    }
    String id = image.image("demo", "typed", "raw");
    for (String change :
        List.of(
            "[{\"op\": \"add\", \"path\": \"/x\", \"value\": \"y\"}]",
            "[{\"op\": \"replace\", \"path\": \"/name\", \"value\": \"y\"}]",
            "[{\"op\": \"replace\", \"path\": \"/tags\", \"value\": [\"y\"]}]",
            "[{\"op\": \"replace\", \"path\": \"/min_disk\", \"value\": 1}]")) {
      for (String wrong : OtherTypes.of(change)) {
        refusedOrTaken(image.patch("demo", id, wrong), wrong);
      }
    }
    for (String wrong : OtherTypes.of("{\"member\": \"m\"}")) {
      refusedOrTaken(image.post("demo", "/v2/images/" + id + "/members", wrong), wrong);
    }
    for (String wrong : OtherTypes.of("{\"status\": \"accepted\"}")) {
      refusedOrTaken(image.put("demo", "/v2/images/" + id + "/members/m", wrong), wrong);
    }
  }

  private static void refusedOrTaken(ImageFixture.Answer answer, String sent) {
    assertThat(answer.status()).as(sent + answer.body()).isNotEqualTo(500);
    assertThat(answer.body()).doesNotContain("jackson", "java.", "Exception");
  }

  @Test
  void badImagesAreRefusedNamingTheField() {
    String longName = "n".repeat(256);
    List<Bad> table =
        List.of(
            new Bad("", 400, "empty"),
            new Bad("{", 400, "not valid JSON"),
            new Bad("[]", 400, "must be a JSON object"),
            new Bad("\"x\"", 400, "must be a JSON object"),
            new Bad("{\"name\":\"a\",\"name\":\"b\"}", 400, "a name comes twice in one object"),
            new Bad("{\"name\":1}", 400, "&#x27;name&#x27;"),
            new Bad("{\"name\":\"" + longName + "\"}", 400, "&#x27;name&#x27;"),
            new Bad("{\"name\":\"a\\u0000b\"}", 400, "&#x27;name&#x27;"),
            new Bad("{\"name\":\"a\\ud800b\"}", 400, "surrogate"),
            new Bad("{\"id\":\"x\"}", 400, "&#x27;id&#x27;"),
            new Bad("{\"id\":\"../../../../etc/passwd\"}", 400, "&#x27;id&#x27;"),
            new Bad("{\"id\":null}", 400, "&#x27;id&#x27;"),
            new Bad("{\"visibility\":\"secret\"}", 400, "&#x27;visibility&#x27;"),
            new Bad("{\"visibility\":null}", 400, "&#x27;visibility&#x27;"),
            new Bad("{\"protected\":\"yes\"}", 400, "&#x27;protected&#x27;"),
            new Bad("{\"os_hidden\":1}", 400, "&#x27;os_hidden&#x27;"),
            new Bad("{\"min_disk\":-1}", 400, "&#x27;min_disk&#x27;"),
            new Bad("{\"min_disk\":1e400}", 400, "&#x27;min_disk&#x27;"),
            new Bad("{\"min_disk\":99999999999999999999}", 400, "&#x27;min_disk&#x27;"),
            new Bad("{\"min_disk\":2147483647}", 400, "&#x27;min_disk&#x27;"),
            new Bad("{\"min_ram\":\"1\"}", 400, "&#x27;min_ram&#x27;"),
            new Bad("{\"min_ram\":1.5}", 400, "&#x27;min_ram&#x27;"),
            new Bad("{\"disk_format\":\"vmdk\"}", 400, "&#x27;disk_format&#x27;"),
            new Bad("{\"disk_format\":[]}", 400, "&#x27;disk_format&#x27;"),
            new Bad("{\"container_format\":\"ovf\"}", 400, "&#x27;container_format&#x27;"),
            new Bad("{\"tags\":\"a\"}", 400, "&#x27;tags&#x27;"),
            new Bad("{\"tags\":[1]}", 400, "&#x27;tags&#x27;"),
            new Bad("{\"tags\":[\"" + longName + "\"]}", 400, "&#x27;tags&#x27;"),
            new Bad("{\"tags\":" + many(11) + "}", 413, "image tags"),
            new Bad("{\"a\":1}", 400, "&#x27;a&#x27;"),
            new Bad("{\"a\":null}", 400, "&#x27;a&#x27;"),
            new Bad("{\"a\":{}}", 400, "&#x27;a&#x27;"),
            new Bad("{\"" + longName + "\":\"\"}", 400, "255"),
            new Bad("{\"a\":\"" + "v".repeat(65_536) + "\"}", 400, "&#x27;a&#x27;"),
            new Bad(properties(11), 413, "image properties"),
            new Bad("{\"owner\":5}", 400, "&#x27;owner&#x27;"),
            new Bad("{\"owner\":\"a b\"}", 403, "Owner"),
            new Bad("{\"status\":\"active\"}", 403, "&#x27;status&#x27; is read-only"),
            new Bad("{\"size\":5}", 403, "&#x27;size&#x27; is read-only"),
            new Bad("{\"checksum\":\"x\"}", 403, "&#x27;checksum&#x27; is read-only"),
            new Bad("{\"locations\":[]}", 403, "&#x27;locations&#x27; is reserved"),
            new Bad("{\"deleted\":\"x\"}", 403, "&#x27;deleted&#x27; is reserved"),
            new Bad("{\"os_glance_x\":\"x\"}", 403, "&#x27;os_glance_x&#x27; is reserved"));
    for (Bad bad : table) {
      Answer answer = image.post("demo", "/v2/images", bad.body());
      assertThat(answer.status()).as(bad.body() + answer.body()).isEqualTo(bad.status());
      assertThat(answer.body()).as(bad.body()).contains(bad.named()).startsWith("<html>");
    }
    String tooLong = "{\"a\":\"" + "v".repeat(1 << 20) + "\"}";
    assertThat(image.post("demo", "/v2/images", tooLong).status()).isEqualTo(413);
    assertThat(image.get("demo", "/v2/images").json().get("images")).isEmpty();
  }

  private static String many(int count) {
    StringBuilder tags = new StringBuilder("[\"0\"");
    for (int i = 1; i < count; i++) {
      tags.append(",\"").append(i).append('"');
    }
    return tags.append("]").toString();
  }

  private static String properties(int count) {
    StringBuilder body = new StringBuilder("{\"p0\":\"\"");
    for (int i = 1; i < count; i++) {
      body.append(",\"p").append(i).append("\":\"\"");
    }
    return body.append("}").toString();
  }

  @Test
  void badQueriesAreRefused() {
    List<String> table =
        List.of(
            "limit=x",
            "limit=-1",
            "limit=99999999999999999999",
            "limit=",
            "marker=nope",
            "marker=",
            "sort=x",
            "sort=name:up",
            "sort=",
            "sort_key=owner",
            "sort_dir=up",
            "sort=name&sort_key=name",
            "sort_key=name&sort_dir=asc&sort_dir=asc",
            "visibility=x",
            "member_status=x",
            "size_min=-1",
            "size_max=x",
            "size=1.5",
            "min_ram=99999999999999999999",
            "protected=maybe",
            "os_hidden=2",
            "created_at=yesterday",
            "created_at=gt:",
            "created_at=gt:2026-13-01T00:00:00Z",
            "updated_at=lt:99999-01-01T00:00:00Z",
            "updated_at=%2B999999999-12-31T23:59:59Z",
            "name=in:%22a",
            "changes-since=1",
            "name=%00",
            "name=%C3%28%00");
    for (String query : table) {
      Answer answer = image.get("demo", "/v2/images?" + query);
      assertThat(answer.status()).as(query + answer.body()).isEqualTo(400);
      assertThat(answer.body()).startsWith("<html>");
    }
  }

  @Test
  void filtersFind() {
    String a =
        image.create(
            "demo", "{\"name\":\"a,b\",\"min_ram\":5,\"os_x\":\"1\",\"tags\":[\"t\",\"u\"]}");
    String b = image.image("demo", "b", "raw");
    image.upload("demo", b, new byte[100]);
    String hidden = image.create("demo", "{\"name\":\"h\",\"os_hidden\":true}");
    assertFinds("name=in:%22a,b%22,b", a, b);
    assertFinds("name=b", b);
    assertFinds("name=B");
    assertFinds("status=in:queued,active", a, b);
    assertFinds("id=" + a, a);
    assertFinds("size_min=100", b);
    assertFinds("size_max=99");
    assertFinds("size=100", b);
    assertFinds("min_ram=5", a);
    assertFinds("os_x=1", a);
    assertFinds("os_x=2");
    assertFinds("tag=t&tag=u", a);
    assertFinds("tag=t&tag=v");
    assertFinds("disk_format=raw&container_format=bare", b);
    assertFinds("os_hidden=true", hidden);
    assertFinds("protected=false", a, b);
    assertFinds("protected=True");
    assertFinds("owner=" + ImageFixture.DEMO, a, b);
    assertFinds("created_at=gte:2020-01-01T00:00:00Z", a, b);
    assertFinds("created_at=lt:2020-01-01T00:00:00");
    assertFinds("limit=0");
    String time = image.get("demo", "/v2/images/" + b).json().get("updated_at").stringValue();
    assertFinds("id=" + b + "&updated_at=" + time, b);
    assertFinds("id=" + b + "&updated_at=gt:" + time);
    String hash = image.get("demo", "/v2/images/" + b).json().get("os_hash_value").stringValue();
    assertFinds("os_hash_value=" + hash, b);
  }

  private void assertFinds(String query, String... ids) {
    JsonNode page = image.get("demo", "/v2/images?sort=created_at:asc&" + query).json();
    assertThat(ImageApiTest.ids(page)).as(query).containsExactly(ids);
  }

  @Test
  void patchesSetAddReplaceAndRemove() {
    String id = image.create("demo", "{\"a\":\"1\",\"name\":\"old\"}");
    Answer changed =
        image.patch(
            "demo",
            id,
            """
            [{"op": "replace", "path": "/name", "value": "new \u1112"},
             {"op": "add", "path": "/b~1c~0d", "value": "2"},
             {"op": "remove", "path": "/a"},
             {"op": "add", "path": "/disk_format", "value": "qcow2"},
             {"op": "replace", "path": "/tags", "value": ["x", "x", "y"]},
             {"op": "replace", "path": "/min_ram", "value": 64}]
            """);
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    JsonNode shown = image.get("demo", "/v2/images/" + id).json();
    assertThat(changed.json()).isEqualTo(shown);
    assertThat(shown.get("name").stringValue()).isEqualTo("new \u1112");
    assertThat(shown.get("b/c~d").stringValue()).isEqualTo("2");
    assertThat(shown.has("a")).isFalse();
    assertThat(shown.get("tags").toString()).isEqualTo("[\"x\",\"y\"]");
    Answer old =
        image.send(
            "demo",
            "PATCH",
            "/v2/images/" + id,
            BodyPublishers.ofString("[{\"add\": \"/e\", \"value\": \"5\"}, {\"remove\": \"/e\"}]"),
            "Content-Type",
            "application/openstack-images-v2.0-json-patch");
    assertThat(old.status()).as(old.body()).isEqualTo(200);
    assertThat(image.patch("demo", id, "[]").status()).isEqualTo(200);
  }

  @Test
  void badPatchesChangeNothing() {
    String id = image.create("demo", "{\"name\":\"old\"}");
    String good = "{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"new\"}";
    List<Bad> table =
        List.of(
            new Bad("{}", 400, "JSON array"),
            new Bad("[1]", 400, "JSON objects"),
            new Bad("[{}]", 400, "`op`"),
            new Bad("[{\"op\":\"move\",\"path\":\"/a\"}]", 400, "Invalid operation"),
            new Bad("[{\"op\":\"add\",\"value\":\"\"}]", 400, "path"),
            new Bad("[{\"op\":\"add\",\"path\":5,\"value\":\"\"}]", 400, "path"),
            new Bad("[{\"op\":\"add\",\"path\":\"a\",\"value\":\"\"}]", 400, "does not start"),
            new Bad("[{\"op\":\"add\",\"path\":\"/\",\"value\":\"\"}]", 400, "pointer"),
            new Bad("[{\"op\":\"add\",\"path\":\"/a/b\",\"value\":\"\"}]", 400, "pointer"),
            new Bad("[{\"op\":\"add\",\"path\":\"/a~2\",\"value\":\"\"}]", 400, "pointer"),
            new Bad("[{\"op\":\"add\",\"path\":\"/a\"}]", 400, "value"),
            new Bad("[{\"op\":\"add\",\"path\":\"/a\",\"value\":1}]", 400, "&#x27;a&#x27;"),
            new Bad("[{\"op\":\"replace\",\"path\":\"/a\",\"value\":\"\"}]", 409, "Property a"),
            new Bad("[{\"op\":\"remove\",\"path\":\"/a\"}]", 409, "Property a"),
            new Bad("[{\"op\":\"remove\",\"path\":\"/name\"}]", 403, "may not be removed"),
            new Bad("[{\"op\":\"replace\",\"path\":\"/id\",\"value\":\"\"}]", 403, "id"),
            new Bad("[{\"op\":\"replace\",\"path\":\"/size\",\"value\":1}]", 403, "read-only"),
            new Bad("[{\"op\":\"remove\",\"path\":\"/locations\"}]", 403, "reserved"));
    for (Bad bad : table) {
      String body =
          bad.body().startsWith("[") ? "[" + good + "," + bad.body().substring(1) : bad.body();
      Answer answer = image.patch("demo", id, body);
      assertThat(answer.status()).as(bad.body() + answer.body()).isEqualTo(bad.status());
      assertThat(answer.body()).as(bad.body()).contains(bad.named());
    }
    assertThat(image.get("demo", "/v2/images/" + id).body()).contains("\"name\":\"old\"");
    Answer typed =
        image.send(
            "demo",
            "PATCH",
            "/v2/images/" + id,
            BodyPublishers.ofString("[]"),
            "Content-Type",
            "application/json");
    assertThat(typed.status()).isEqualTo(415);
    assertThat(typed.header("Accept-Patch")).contains("v2.1-json-patch");
  }

  @Test
  void formatsAreFixedOnceThereIsContent() {
    String id = image.image("demo", "fixed", "raw");
    image.upload("demo", id, new byte[10]);
    Answer answer =
        image.patch(
            "demo", id, "[{\"op\":\"replace\",\"path\":\"/disk_format\",\"value\":\"qcow2\"}]");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("can be only replaced for a queued image");
  }

  @Test
  void idsAreTakenOnceAndTagsAsOftenAsAsked() {
    String id = "0f5ec0de-0000-4000-8000-00000000beef";
    assertThat(image.create("demo", "{\"id\":\"" + id + "\"}")).isEqualTo(id);
    assertThat(image.post("other", "/v2/images", "{\"id\":\"" + id + "\"}").status())
        .isEqualTo(409);
    String tags = "/v2/images/" + id + "/tags/";
    assertThat(image.put("demo", tags + "a%20b%2Fc", "").status()).isEqualTo(204);
    assertThat(image.put("demo", tags + "a%20b%2Fc", "").status()).isEqualTo(204);
    assertThat(image.get("demo", "/v2/images/" + id).body()).contains("\"tags\":[\"a b/c\"]");
    assertThat(image.put("demo", tags + "t".repeat(256), "").status()).isEqualTo(400);
    assertThat(image.put("demo", tags + "%00", "").status()).isEqualTo(400);
    assertThat(image.put("demo", tags + "%0a", "").status()).isEqualTo(400);
    assertThat(image.delete("demo", tags + "nope").status()).isEqualTo(404);
    assertThat(image.delete("demo", tags + "a%20b%2Fc").status()).isEqualTo(204);
    for (int i = 0; i < 10; i++) {
      assertThat(image.put("demo", tags + i, "").status()).isEqualTo(204);
    }
    assertThat(image.put("demo", tags + "more", "").status()).isEqualTo(413);
  }

  @Test
  void theSchemasAndTheInfoSayWhatIsTrue() {
    for (String name : List.of("image", "images", "member", "members")) {
      Answer schema = image.get("demo-reader", "/v2/schemas/" + name);
      assertThat(schema.status()).isEqualTo(200);
      assertThat(schema.json().get("name").stringValue()).isEqualTo(name);
    }
    assertThat(image.get("demo", "/v2/schemas/image").body())
        .contains("\"enum\":[null,\"raw\",\"qcow2\",\"iso\"]");
    assertThat(image.get("demo", "/v2/info/import").body()).contains("\"value\":[]");
    assertThat(image.get("demo", "/v2/info/stores").body()).contains("\"id\":\"file\"");
  }
}
