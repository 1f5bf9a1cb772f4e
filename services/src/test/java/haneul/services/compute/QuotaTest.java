package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.Json;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.services.compute.ComputeFixture.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Limits hold, however many ask at once. */
@OnEveryStore
final class QuotaTest {
  private final ComputeFixture compute;

  QuotaTest(Store store) {
    compute = new ComputeFixture(store);
  }

  @AfterEach
  void close() {
    compute.close();
  }

  @Test
  void fiftyRequestsAtOnceGetNoMoreThanTheLimit() throws Exception {
    compute.agent("host1", 64, 65_536);
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String body = Json.text(ComputeFixture.wish("web-" + i));
        answers.add(many.submit(() -> compute.post("demo", "/v2.1/servers", body)));
      }
      for (Future<Answer> answer : answers) {
        statuses.add(status(answer));
      }
    }
    assertThat(statuses).filteredOn(status -> status == 202).hasSizeLessThanOrEqualTo(10);
    assertThat(statuses).allMatch(status -> status == 202 || status == 403 || status == 503);
    int made = (int) statuses.stream().filter(status -> status == 202).count();
    assertThat(compute.get("demo", "/v2.1/servers").json().path("servers")).hasSize(made);
    compute.waitForSagas();
  }

  private static int status(Future<Answer> answer) throws InterruptedException {
    try {
      return answer.get().status();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theAnswerSaysWhatIsUsedUp() {
    compute.agent("host1", 64, 65_536);
    Answer set =
        compute.put(
            "admin",
            "/v2.1/os-quota-sets/" + ComputeFixture.DEMO,
            "{\"quota_set\": {\"cores\": 5, \"ram\": 8192}}");
    assertThat(set.status()).as(set.body()).isEqualTo(200);
    ObjectNode wish = ComputeFixture.wish("large");
    ((ObjectNode) wish.path("server")).put("flavorRef", "5");
    assertThat(compute.post("demo", "/v2.1/servers", Json.text(wish)).status()).isEqualTo(202);
    Answer refused = compute.post("demo", "/v2.1/servers", Json.text(wish));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().path("forbidden").path("message").stringValue())
        .isEqualTo("Quota exceeded for cores: Requested 4, but already used 4 of 5 cores");
    Answer low =
        compute.put(
            "admin",
            "/v2.1/os-quota-sets/" + ComputeFixture.DEMO,
            "{\"quota_set\": {\"cores\": 1}}");
    assertThat(low.status()).isEqualTo(400);
    assertThat(
            compute
                .get("demo", "/v2.1/limits")
                .json()
                .path("limits")
                .path("absolute")
                .path("totalCoresUsed")
                .intValue())
        .isEqualTo(4);
    assertThat(compute.get("demo", "/v2.1/os-quota-sets/" + ComputeFixture.OTHER).status())
        .isEqualTo(403);
    assertThat(compute.delete("admin", "/v2.1/os-quota-sets/" + ComputeFixture.DEMO).status())
        .isEqualTo(202);
    compute.waitForSagas();
  }

  @Test
  void severalAreMadeAsFarAsThereIsRoom() {
    compute.agent("host1", 64, 65_536);
    ObjectNode wish = ComputeFixture.wish("many");
    ((ObjectNode) wish.path("server")).put("min_count", 2).put("max_count", 40);
    assertThat(compute.post("demo", "/v2.1/servers", Json.text(wish)).status()).isEqualTo(202);
    var servers = compute.get("demo", "/v2.1/servers?sort_key=name&sort_dir=asc").json();
    assertThat(servers.path("servers")).hasSize(10);
    assertThat(servers.path("servers").path(0).path("name").stringValue()).isEqualTo("many-1");
    compute.waitForSagas();
  }
}
