package haneul.services.identity.store.tokens;

import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.TokenCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens in memcached, spread over several servers. A server that is lost loses its tokens: whoever
 * has one logs in again.
 *
 * <p>Whoever reaches a memcached can write to it. So claims lie there sealed with the token keys,
 * together with the hash of the token they belong to: they can be taken away, but neither read nor
 * made up nor put under another token.
 */
public final class MemcachedTokens implements TokenDriver, AutoCloseable {
  private static final int HASH_BYTES = 32;
  private static final int VECTOR_BYTES = 16;

  private final KeyRing keys;
  private final Supplier<List<InetSocketAddress>> addresses;
  private final SecureRandom random = new SecureRandom();
  private final Map<InetSocketAddress, MemcachedServer> servers = new HashMap<>();
  private @Nullable List<InetSocketAddress> ringOf;
  private @Nullable HashRing<MemcachedServer> ring;

  /**
   * @param addresses as configured now; none is fine as long as no token is asked for
   */
  public MemcachedTokens(KeyRing keys, Supplier<List<InetSocketAddress>> addresses) {
    this.keys = keys;
    this.addresses = addresses;
  }

  @Override
  public boolean owns(String token) {
    return RandomToken.MEMCACHED.owns(token);
  }

  /** Fails with {@link UncheckedIOException} when its server does not take it. */
  @Override
  public String issue(TokenClaims claims) {
    String token = RandomToken.MEMCACHED.make(random);
    byte[] payload = TokenCodec.encode(claims);
    byte[] bound =
        ByteBuffer.allocate(HASH_BYTES + payload.length)
            .put(RandomToken.hash(token))
            .put(payload)
            .array();
    byte[] vector = new byte[VECTOR_BYTES];
    random.nextBytes(vector);
    String sealed = keys.fernet().seal(bound, claims.issuedAt().getEpochSecond(), vector);
    String key = key(token);
    try {
      MemcachedServer server =
          server(key).orElseThrow(() -> new IOException("no memcached is configured"));
      server.set(
          key, claims.expiresAt().getEpochSecond(), sealed.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return token;
  }

  @Override
  public Optional<TokenClaims> open(String token) {
    String key = key(token);
    try {
      Optional<MemcachedServer> server = server(key);
      if (server.isEmpty()) {
        return Optional.empty();
      }
      return server.get().get(key).flatMap(value -> unseal(token, value));
    } catch (IOException e) {
      return Optional.empty(); // lost, as far as anyone can tell
    }
  }

  private Optional<TokenClaims> unseal(String token, byte[] value) {
    return keys.fernet()
        .open(new String(value, StandardCharsets.ISO_8859_1))
        .filter(bound -> bound.length > HASH_BYTES)
        .filter(bound ->
            MessageDigest.isEqual(Arrays.copyOf(bound, HASH_BYTES), RandomToken.hash(token)))
        .flatMap(bound -> TokenCodec.decode(Arrays.copyOfRange(bound, HASH_BYTES, bound.length)));
  }

  private static String key(String token) {
    return "haneul:token:" + RandomToken.hashText(token);
  }

  private synchronized Optional<MemcachedServer> server(String key) {
    List<InetSocketAddress> now = addresses.get();
    HashRing<MemcachedServer> known = ring;
    if (known == null || !now.equals(ringOf)) {
      servers
          .entrySet()
          .removeIf(entry -> {
            boolean gone = !now.contains(entry.getKey());
            if (gone) {
              entry.getValue().close();
            }
            return gone;
          });
      now.forEach(address -> servers.computeIfAbsent(address, MemcachedServer::new));
      if (now.isEmpty()) {
        return Optional.empty();
      }
      known = new HashRing<>(servers.values(), MemcachedServer::toString);
      ring = known;
      ringOf = now;
    }
    return Optional.of(known.server(key));
  }

  @Override
  public synchronized void close() {
    servers.values().forEach(MemcachedServer::close);
  }
}
