package haneul.services.image.ops;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * MD5 and SHA-512 of bytes that come by, each on a thread of its own, so that an upload takes the
 * time of the slower one. The bytes given to {@link #begin} must not change until {@link #settle}.
 */
final class Digests implements AutoCloseable {
  private final MessageDigest md5 = digest("MD5");
  private final MessageDigest sha512 = digest("SHA-512");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private List<Future<?>> running = List.of();

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void begin(byte[] bytes, int length) {
    settle();
    running =
        List.of(
            threads.submit(() -> md5.update(bytes, 0, length)),
            threads.submit(() -> sha512.update(bytes, 0, length)));
  }

  /** Waits until the bytes given last are used. */
  void settle() {
    for (Future<?> part : running) {
      try {
        part.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while hashing", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    running = List.of();
  }

  String md5() {
    settle();
    return HexFormat.of().formatHex(md5.digest());
  }

  String sha512() {
    settle();
    return HexFormat.of().formatHex(sha512.digest());
  }

  @Override
  public void close() {
    threads.close();
  }
}
