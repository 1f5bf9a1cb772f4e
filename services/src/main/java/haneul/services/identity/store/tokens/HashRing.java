package haneul.services.identity.store.tokens;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Consistent hashing: which of several servers has a key. One server more or less moves only its
 * own share of the keys.
 */
final class HashRing<S> {
  /** Points of a server on the ring: the more, the more even the shares. */
  private static final int POINTS = 160;

  private final TreeMap<Long, S> ring = new TreeMap<>();

  /**
   * @param name the same on every controller
   */
  HashRing(Collection<S> servers, Function<S, String> name) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("no server");
    }
    for (S server : servers) {
      for (int point = 0; point < POINTS; point++) {
        ring.put(position(name.apply(server) + "#" + point), server);
      }
    }
  }

  S server(String key) {
    Map.Entry<Long, S> next = ring.ceilingEntry(position(key));
    return (next == null ? ring.firstEntry() : next).getValue();
  }

  private static long position(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
