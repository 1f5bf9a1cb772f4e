package haneul.services.identity;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What lists can be narrowed and ordered by, and their pages. */
@OnEveryStore
class ListTest {
  private final TestIdentity identity;
  private final Things things;

  ListTest(Store store, @TempDir Path keys) {
    identity = new TestIdentity(store, keys);
    things = new Things(identity);
  }

  @BeforeEach
  void make() {
    for (String name : List.of("alpha", "Alphabet", "beta 50%", "gamma_x", "하늘")) {
      things.make("group", "'name':'" + name + "'");
    }
  }

  @AfterEach
  void close() {
    identity.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name=alpha | alpha",
        "name__contains=lph | alpha,Alphabet",
        "name__contains=ALPH | ''",
        "name__icontains=ALPH | alpha,Alphabet",
        "name__startswith=al | alpha",
        "name__istartswith=AL | alpha,Alphabet",
        "name__endswith=bet | Alphabet",
        "name__iendswith=BET | Alphabet",
        "name__iequals=ALPHA | alpha",
        "name__contains=%25 | beta 50%",
        "name__contains=_ | gamma_x",
        "name__startswith=%ED%95%98 | 하늘",
        "name__endswith=%EB%8A%98 | 하늘",
        "name__startswith=al&name__endswith=a | alpha",
        "name__contains=&name=alpha | alpha",
        "domain_id=nope | ''",
        "sort_key=name&name__icontains=a&sort_dir=desc | gamma_x,beta 50%,alpha,Alphabet",
      })
  void listsAreNarrowed(String query, String names) {
    List<String> expected = names.isEmpty() ? List.of() : List.of(names.split(","));

    assertThat(things.names("groups?" + query, "groups"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name__like=x",
        "email__contains=x",
        "sort_key=password",
        "sort_dir=up",
        "sort_key=name&marker=nope",
        "limit=0",
        "password_expires_at=soon"
      })
  void whatIsNotKnownIsRefused(String query) {
    assertThat(identity.get("/v3/users?" + query, things.admin).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&sort_key=name", "&sort_key=name&sort_dir=desc"})
  void pagesInAnyOrderFollowEachOther(String order) {
    List<String> seen = new ArrayList<>();
    String path = "/v3/groups?limit=2" + order;
    while (true) {
      JsonNode page = identity.get(path, things.admin).json();
      page.get("groups").forEach(group -> seen.add(group.get("name").stringValue()));
      if (page.at("/links/next").isNull()) {
        break;
      }
      path =
          page.at("/links/next").stringValue().substring((identity.base() + "/identity").length());
    }

    assertThat(seen)
        .isEqualTo(things.names("groups?" + order, "groups"))
        .hasSize(5)
        .doesNotHaveDuplicates();
  }

  @Test
  void aHeadIsAGetWithoutABody() {
    for (String path :
        List.of("/v3/users", "/v3/groups", "/v3/auth/catalog", "/v3/limits", "/v3", "/")) {
      var head = identity.send("HEAD", path, things.admin, "");
      assertThat(head.status()).as(path).isEqualTo(identity.get(path, things.admin).status());
      assertThat(head.response().body()).isEmpty();
    }
  }
}
