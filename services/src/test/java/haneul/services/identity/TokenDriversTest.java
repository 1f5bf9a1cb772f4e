package haneul.services.identity;

import static haneul.services.identity.TestIdentity.DEMO_PASSWORD;
import static haneul.services.identity.TestIdentity.project;
import static haneul.services.identity.TestIdentity.token;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Store;
import haneul.platform.store.TestStores;
import haneul.services.identity.TestIdentity.Answer;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.IdentitySettings.TokenDriverName;
import haneul.services.identity.domain.IdentitySettings.TokenSettings;
import haneul.services.identity.store.tokens.TestMemcached;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service with each driver, and while one takes over from another. */
@OnEveryStore
class TokenDriversTest {
  private final TestIdentity identity;
  private final List<TestMemcached> memcached = new ArrayList<>();

  TokenDriversTest(Store store, @TempDir Path keys) throws IOException {
    identity = new TestIdentity(store, keys);
    // Real time: memcached has no other.
    identity.toNow();
    if (TestStores.engines()) {
      memcached.add(new TestMemcached());
    }
  }

  @AfterEach
  void close() throws IOException {
    identity.close();
    for (TestMemcached server : memcached) {
      server.close();
    }
  }

  private List<TokenDriverName> drivers() {
    return memcached.isEmpty()
        ? List.of(TokenDriverName.FERNET, TokenDriverName.SQL)
        : List.of(TokenDriverName.values());
  }

  private void choose(TokenDriverName driver) {
    List<InetSocketAddress> addresses = memcached.stream().map(TestMemcached::address).toList();
    identity.settings.set(
        new IdentitySettings(
            new TokenSettings(driver, addresses, Duration.ofHours(1)),
            TestIdentity.SETTINGS.logIn()));
  }

  private boolean isValid(String token) {
    return identity.service.tokens().validate(token).isPresent();
  }

  @Test
  void everyDriversTokensOpenWhicheverIsConfigured() {
    Map<TokenDriverName, String> tokens = new EnumMap<>(TokenDriverName.class);
    for (TokenDriverName driver : drivers()) {
      choose(driver);
      tokens.put(driver, identity.demoToken());
    }
    assertThat(tokens.get(TokenDriverName.FERNET)).startsWith("gAAAAA");
    assertThat(tokens.get(TokenDriverName.SQL)).startsWith("hs-");

    for (TokenDriverName driver : drivers()) {
      choose(driver);
      for (String token : tokens.values()) {
        assertThat(isValid(token)).isTrue();
        assertThat(identity.get("/v3/auth/projects", token).status()).isEqualTo(200);
        // A token of one driver buys one of another.
        assertThat(isValid(token(exchange(token)))).isTrue();
      }
    }
  }

  private Answer exchange(String token) {
    return identity.post(
        "/v3/auth/tokens",
        "",
        "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":\"%s\"}},\"scope\":%s}}"
            .formatted(token, project("demo")));
  }

  @Test
  void whatEndsATokenEndsItWithEveryDriver() {
    for (TokenDriverName driver : drivers()) {
      choose(driver);
      Answer login = identity.logIn("demo", DEMO_PASSWORD, project("demo"));
      String deleted = token(login);
      String kept = identity.demoToken();
      identity.delete("/v3/auth/tokens", deleted, "X-Subject-Token", deleted);
      assertThat(isValid(deleted)).isFalse();
      assertThat(isValid(kept)).isTrue();

      String user = "/v3/users/" + login.json().at("/token/user/id").stringValue();
      String admin = identity.adminToken();
      identity.patch(user, admin, "{\"user\":{\"enabled\":false}}");
      assertThat(isValid(kept)).isFalse();
      identity.patch(user, admin, "{\"user\":{\"enabled\":true}}");
      assertThat(isValid(kept)).isFalse();

      String expiring = identity.demoToken();
      identity.advance(Duration.ofMinutes(59));
      assertThat(isValid(expiring)).isTrue();
      identity.advance(Duration.ofMinutes(1));
      assertThat(isValid(expiring)).isFalse();
      identity.toNow();
    }
  }

  @Test
  @Tag("engine")
  void withoutAnyMemcachedPeopleStillLogIn() throws IOException {
    choose(TokenDriverName.MEMCACHED);
    String there = identity.demoToken();
    assertThat(there).startsWith("hm-");
    memcached.getFirst().stop();

    String made = identity.demoToken();

    assertThat(made).startsWith("gAAAAA");
    assertThat(isValid(made)).isTrue();
  }
}
