package haneul.services.identity.store.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.services.identity.domain.RandomClaims;
import haneul.services.identity.domain.TokenClaims;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens in Debian's memcached. */
@Tag("engine")
class MemcachedTokensTest extends TokenDriverSuite {
  private final KeyRing keys;
  private final Path directory;
  private final List<TestMemcached> servers = new ArrayList<>();
  private volatile List<InetSocketAddress> addresses;
  private final MemcachedTokens driver;
  private final MemcachedTokens elsewhere;

  MemcachedTokensTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    keys = new KeyRing(directory.resolve("keys"));
    servers.add(new TestMemcached());
    addresses = List.of(servers.getFirst().address());
    driver = new MemcachedTokens(keys, () -> addresses);
    elsewhere = new MemcachedTokens(new KeyRing(directory.resolve("keys")), () -> addresses);
  }

  @AfterEach
  void close() throws IOException {
    driver.close();
    elsewhere.close();
    for (TestMemcached server : servers) {
      server.close();
    }
  }

  @Override
  MemcachedTokens driver() {
    return driver;
  }

  @Override
  MemcachedTokens elsewhere() {
    return elsewhere;
  }

  private static void raw(TestMemcached server, String key, byte[] value) throws IOException {
    try (var connection = MemcachedConnection.open(server.address(), MemcachedServer.WAIT)) {
      connection.set(key, Instant.now().plusSeconds(60).getEpochSecond(), value);
    }
  }

  private static byte[] raw(TestMemcached server, String key) throws IOException {
    try (var connection = MemcachedConnection.open(server.address(), MemcachedServer.WAIT)) {
      return connection.get(key).orElseThrow();
    }
  }

  private static String key(String token) {
    return "haneul:token:" + RandomToken.hashText(token);
  }

  @Test
  void aServerThatRestartsHasLostItsTokensAndTakesNewOnes() throws IOException {
    String lost = driver.issue(claims(1));
    servers.getFirst().stop();
    servers.getFirst().start();

    assertThat(driver.open(lost)).isEmpty();

    String token = driver.issue(claims(2));
    assertThat(driver.open(token)).contains(claims(2));
  }

  @Test
  void aServerThatIsGoneOpensNothingAndTakesNothing() throws IOException {
    String lost = driver.issue(claims(1));
    servers.getFirst().stop();

    assertThat(driver.open(lost)).isEmpty();
    assertThatThrownBy(() -> driver.issue(claims(2))).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void ofSeveralServersALostOneTakesOnlyItsShare() throws IOException {
    for (int i = 0; i < 3; i++) {
      servers.add(new TestMemcached());
    }
    addresses = servers.stream().map(TestMemcached::address).toList();
    Map<String, TokenClaims> tokens = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      tokens.put(driver.issue(claims(i)), claims(i));
    }
    tokens.forEach((token, claims) -> assertThat(elsewhere.open(token)).contains(claims));

    servers.get(2).stop();

    long left = tokens.keySet().stream().filter(token -> driver.open(token).isPresent()).count();
    assertThat(left).isBetween(100L, 190L);
  }

  /** Whoever reaches the server can write to it, and must gain nothing by that. */
  @Test
  void whatWasNotSealedForATokenIsNothing() throws IOException {
    TestMemcached server = servers.getFirst();
    String token = driver.issue(claims(1));
    String another = driver.issue(claims(2));
    byte[] value = raw(server, key(token));
    assertThat(new String(value, StandardCharsets.ISO_8859_1)).startsWith("gAAAAA");

    raw(server, key(another), value);
    assertThat(driver.open(another)).isEmpty();
    for (String forged : List.of("", "{}", "gAAAAA", "A".repeat(8000))) {
      raw(server, key(another), forged.getBytes(StandardCharsets.US_ASCII));
      assertThat(driver.open(another)).isEmpty();
    }
    value[value.length / 2] ^= 1;
    raw(server, key(token), value);
    assertThat(driver.open(token)).isEmpty();
    KeyRing others = new KeyRing(directory.resolve("other-keys"));
    try (MemcachedTokens strange = new MemcachedTokens(others, () -> addresses)) {
      assertThat(driver.open(strange.issue(claims(3)))).isEmpty();
    }
  }

  @Test
  void theServerForgetsATokenWhenItExpires() {
    Instant past = Instant.now().minus(Duration.ofMinutes(1));

    String token = driver.issue(RandomClaims.claims(new Random(1), past));

    assertThat(driver.open(token)).isEmpty();
  }
}
