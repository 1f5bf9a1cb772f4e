package haneul.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import haneul.tools.openstack.TestCloud;
import haneul.tools.token.keystone.TokenCounts;
import haneul.tools.token.keystone.TokenCounts.OfUser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenCheckTest {
  private static final String URL = "jdbc:mariadb://control/keystone";

  private final TestCloud cloud = TestCloud.start();

  @AfterEach
  void stop() {
    cloud.close();
  }

  @Test
  void whoAsksForTooManyInOurCloud() {
    cloud.answer(
        "/identity/haneul/tokens",
        """
        {"tokens": {"driver": "fernet", "expired_rows": 0, "users": [
          {"user_id": "1", "user_name": "admin", "mints_without_reusing": false},
          {"user_id": "2", "user_name": "quantum", "mints_without_reusing": true}]}}\
        """);
    assertThat(TestVisit.findings(cloud, new TokenCheck()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.importance()).isEqualTo(Importance.POOR);
          assertThat(finding.what())
              .isEqualTo("Programs of quantum ask for a new token on every call.");
        });
  }

  @Test
  void aKeystoneTellsNothingByItsApi() {
    assertThat(TestVisit.look(cloud, new TokenCheck()))
        .isEqualTo(
            Outcome.nothingThere("a Keystone's tokens are in its database; name that with --jdbc"));
    assertThat(new TestHost(Path.of("/nowhere")).look(new TokenCheck()))
        .isInstanceOf(Outcome.NothingThere.class);
  }

  @Test
  void whatIsFine() {
    TokenCounts few = new TokenCounts(700, 100, List.of(new OfUser("1", "admin", 700, 600, 10)));
    assertThat(TokenCheck.keystone(few, List.of(), URL)).isEmpty();
  }

  /** The seed's table. */
  @Test
  void tooManyTokens() {
    TokenCounts seed =
        new TokenCounts(
            20_919,
            20_354,
            List.of(
                new OfUser("8232", "quantum", 20_911, 557, 120),
                new OfUser("1", "admin", 4, 4, 4)));
    assertThat(TokenCheck.keystone(seed, List.of("ALTER …", "ALTER …"), URL))
        .satisfiesExactly(
            expired -> {
              assertThat(expired.what()).startsWith("20354 of Keystone's 20919 tokens are expired");
              assertThat(expired.mend()).startsWith("haneul token flush --jdbc " + URL);
            },
            index -> {
              assertThat(index.importance()).isEqualTo(Importance.AT_RISK);
              assertThat(index.what()).contains("lacks 2 indexes");
            },
            minter -> assertThat(minter.what()).startsWith("Programs of quantum ask"));
  }
}
