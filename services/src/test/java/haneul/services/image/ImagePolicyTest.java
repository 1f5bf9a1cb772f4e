package haneul.services.image;

import static haneul.services.image.ImageFixture.ADMIN;
import static haneul.services.image.ImageFixture.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.image.ImageFixture.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who sees and does what. */
@OnEveryStore
final class ImagePolicyTest {
  private final ImageFixture image;

  ImagePolicyTest(Store store) {
    image = new ImageFixture(store);
  }

  @AfterEach
  void close() {
    image.close();
  }

  private String visible(String token, String visibility) {
    return image.create(token, "{\"visibility\":\"" + visibility + "\"}");
  }

  private List<String> list(String token, String query) {
    return ImageApiTest.ids(image.get(token, "/v2/images?sort=created_at:asc&" + query).json());
  }

  private int replace(String token, String id, String field, String value) {
    return image
        .patch(
            token, id, "[{\"op\":\"replace\",\"path\":\"/" + field + "\",\"value\":" + value + "}]")
        .status();
  }

  @Test
  void anotherProjectsImagesAreNotThere() {
    String id = image.image("demo", "mine", "raw");
    assertThat(list("other", "")).isEmpty();
    for (String path : List.of("", "/file", "/members")) {
      Answer answer = image.get("other", "/v2/images/" + id + path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.body()).contains("No image found with ID " + id);
    }
    assertThat(image.delete("other", "/v2/images/" + id).status()).isEqualTo(404);
    assertThat(image.upload("other", id, new byte[1]).status()).isEqualTo(404);
    assertThat(replace("other", id, "name", "\"x\"")).isEqualTo(404);
    assertThat(image.put("other", "/v2/images/" + id + "/tags/t", "").status()).isEqualTo(404);
    assertThat(image.get("other", "/v2/images?marker=" + id).status()).isEqualTo(400);
    assertThat(list("admin", "")).containsExactly(id);
  }

  @Test
  void aReaderReads() {
    String id = image.image("demo", "mine", "raw");
    assertThat(list("demo-reader", "")).containsExactly(id);
    assertThat(image.post("demo-reader", "/v2/images", "{}").status()).isEqualTo(403);
    assertThat(image.delete("demo-reader", "/v2/images/" + id).status()).isEqualTo(403);
    assertThat(replace("demo-reader", id, "name", "\"x\"")).isEqualTo(403);
  }

  @Test
  void onlyAnAdministratorMakesImagesPublic() {
    Answer refused = image.post("demo", "/v2/images", "{\"visibility\":\"public\"}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body())
        .contains("You are not authorized to complete publicize_image action.");
    String id = image.image("demo", "mine", "raw");
    assertThat(replace("demo", id, "visibility", "\"public\"")).isEqualTo(403);
    assertThat(replace("admin", id, "visibility", "\"public\"")).isEqualTo(200);
    assertThat(list("other", "")).containsExactly(id);
    assertThat(image.delete("other", "/v2/images/" + id).status()).isEqualTo(403);
    assertThat(replace("other", id, "name", "\"x\"")).isEqualTo(403);
    assertThat(replace("demo", id, "visibility", "\"public\"")).isEqualTo(200);
    assertThat(replace("demo", id, "visibility", "\"private\"")).isEqualTo(200);
    assertThat(list("other", "")).isEmpty();
  }

  @Test
  void onlyAnAdministratorGivesImagesAway() {
    String owner = "{\"owner\":\"" + OTHER + "\"}";
    assertThat(image.post("demo", "/v2/images", owner).status()).isEqualTo(403);
    String id = image.create("admin", owner);
    assertThat(list("other", "")).containsExactly(id);
    assertThat(replace("other", id, "owner", "\"" + ADMIN + "\"")).isEqualTo(403);
  }

  @Test
  void visibilityFiltersAsGlanceDoes() {
    String common = visible("admin", "public");
    String community = visible("other", "community");
    String mine = visible("demo", "private");
    String shared = visible("other", "shared");
    image.post("other", "/v2/images/" + shared + "/members", member("d"));
    assertThat(list("demo", "")).containsExactly(common, mine);
    assertThat(list("demo", "visibility=community")).containsExactly(community);
    assertThat(list("demo", "visibility=all")).containsExactly(common, community, mine);
    assertThat(list("demo", "visibility=private")).containsExactly(mine);
    assertThat(list("demo", "visibility=shared&member_status=pending")).containsExactly(shared);
    assertThat(list("demo", "member_status=all")).containsExactly(common, mine, shared);
    assertThat(list("demo", "visibility=public")).containsExactly(common);
    assertThat(list("admin", "")).containsExactly(common, community, mine, shared);
    assertThat(image.get("demo", "/v2/images/" + community).status()).isEqualTo(200);
    assertThat(image.delete("demo", "/v2/images/" + community).status()).isEqualTo(403);
  }

  private static String member(String letter) {
    return "{\"member\":\"" + letter.repeat(32) + "\"}";
  }

  @Test
  void membersAreToldAcceptAndLeave() {
    String id = visible("demo", "shared");
    String members = "/v2/images/" + id + "/members";
    String one = members + "/" + OTHER;
    assertThat(image.post("other", members, member("e")).status()).isEqualTo(404);
    Answer added = image.post("demo", members, member("e"));
    assertThat(added.status()).isEqualTo(200);
    assertThat(added.json().get("status").stringValue()).isEqualTo("pending");
    assertThat(added.json().get("member_id").stringValue()).isEqualTo(OTHER);
    assertThat(added.json().get("image_id").stringValue()).isEqualTo(id);
    assertThat(image.post("demo", members, member("e")).status()).isEqualTo(409);
    assertThat(image.post("other", members, member("f")).status()).isEqualTo(403);

    assertThat(image.get("other", "/v2/images/" + id).status()).isEqualTo(200);
    assertThat(list("other", "")).isEmpty();
    assertThat(image.put("demo", one, "{\"status\":\"accepted\"}").status()).isEqualTo(403);
    assertThat(image.put("other", one, "{\"status\":\"maybe\"}").status()).isEqualTo(400);
    assertThat(image.put("other", one, "{\"status\":\"accepted\"}").status()).isEqualTo(200);
    assertThat(list("other", "")).containsExactly(id);
    assertThat(image.delete("other", "/v2/images/" + id).status()).isEqualTo(403);

    image.post("demo", members, member("f"));
    assertThat(image.get("demo", members).json().get("members")).hasSize(2);
    assertThat(image.get("other", members).json().get("members")).hasSize(1);
    assertThat(image.get("other", members + "/" + "f".repeat(32)).status()).isEqualTo(404);
    image.post("demo", members, member("0"));
    assertThat(image.post("demo", members, member("1")).status()).isEqualTo(413);

    assertThat(image.delete("other", one).status()).isEqualTo(403);
    assertThat(image.delete("demo", one).status()).isEqualTo(204);
    assertThat(image.delete("demo", one).status()).isEqualTo(404);
    assertThat(image.get("other", "/v2/images/" + id).status()).isEqualTo(404);
    assertThat(image.get("demo", "/v2/images/" + visible("demo", "private") + "/members").body())
        .contains("Only shared images have members.");
  }

  @Test
  void protectedImagesStay() {
    String id = image.create("demo", "{\"protected\":true}");
    Answer refused = image.delete("admin", "/v2/images/" + id);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("Image " + id + " is protected and cannot be deleted.");
    assertThat(replace("demo", id, "protected", "false")).isEqualTo(200);
    assertThat(image.delete("demo", "/v2/images/" + id).status()).isEqualTo(204);
  }

  @Test
  void deactivatedImagesAreNotSent() {
    String id = image.image("demo", "off", "raw");
    String actions = "/v2/images/" + id + "/actions/";
    assertThat(image.post("demo", actions + "deactivate", "").status()).isEqualTo(403);
    image.upload("demo", id, new byte[10]);
    assertThat(image.post("demo", actions + "deactivate", "").status()).isEqualTo(204);
    assertThat(image.post("demo", actions + "deactivate", "").status()).isEqualTo(204);
    assertThat(list("demo", "status=deactivated")).containsExactly(id);
    assertThat(image.get("demo", "/v2/images/" + id + "/file").status()).isEqualTo(403);
    assertThat(image.get("admin", "/v2/images/" + id + "/file").status()).isEqualTo(200);
    assertThat(image.post("demo", actions + "reactivate", "").status()).isEqualTo(204);
    assertThat(image.get("demo", "/v2/images/" + id + "/file").status()).isEqualTo(200);
  }

  @Test
  void aProjectHasSoManyImages() {
    for (int i = 0; i < ImageFixture.LIMITS.maxImages(); i++) {
      image.create("demo", "{}");
    }
    Answer refused = image.post("demo", "/v2/images", "{}");
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.body()).contains("Attempted: 51, Maximum: 50");
    image.create("other", "{}");
  }
}
