package haneul.agent.link;

import haneul.base.CrashPoint;
import haneul.base.host.ControlAway;
import haneul.base.id.HostName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins a cloud: has a key certified in exchange for a token.
 *
 * <p>May be done again with the same token, whatever ended it before. The key is kept before
 * control is asked, and control answers the same host with the same key the same; once the
 * certificate is kept, control is asked no more.
 */
public final class Joining {
  private static final Pattern TOKEN = Pattern.compile("hnl1\\.[0-9a-f]{32}\\.([0-9a-f]{64})");
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  private Joining() {}

  /** Joins, if control answers at once. */
  public static HostIdentity join(URI control, String token, HostName host, Path file)
      throws IOException, InterruptedException {
    return join(control, token, host, file, Duration.ZERO, away -> {});
  }

  /**
   * Joins.
   *
   * @param file where the identity shall be; the key is beside it until then
   * @param patience how long control is asked again while it does not answer
   * @param waiting told once, when it does not
   * @throws ControlAway when it did not answer in that time
   * @throws IOException when it is not the one that made the token, or says no
   */
  public static HostIdentity join(
      URI control,
      String token,
      HostName host,
      Path file,
      Duration patience,
      Consumer<ControlAway> waiting)
      throws IOException, InterruptedException {
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      throw new IOException("that is not a host token; make one: haneul host token");
    }
    String tokenSha256 = sha256(token);
    Optional<HostIdentity> joined = joined(file, host, tokenSha256);
    if (joined.isPresent()) {
      return joined.get();
    }
    Path kept = file.resolveSibling(file.getFileName() + ".joining");
    KeyPair keys = JoiningKey.of(kept, tokenSha256);
    ObjectNode body = RemoteLink.keyBody(keys).put("token", token).put("host", host.value());
    HttpRequest request = RemoteLink.post(control, "enrol", body);
    try (HttpClient stranger = RemoteLink.client(HostIdentity.strangersContext(parts.group(1)))) {
      byte[] answer = ask(stranger, request, patience, waiting);
      CrashPoint.reach("agent/join:certified");
      HostIdentity identity = RemoteLink.save(file, Optional.of(tokenSha256), keys, answer);
      Files.deleteIfExists(kept);
      return identity;
    }
  }

  /** What an earlier join with the token ended with. */
  private static Optional<HostIdentity> joined(Path file, HostName host, String tokenSha256) {
    try {
      return HostIdentity.read(file)
          .filter(it -> it.host().equals(host.value()))
          .filter(it -> it.tokenSha256().equals(Optional.of(tokenSha256)));
    } catch (IOException notWhole) {
      return Optional.empty();
    }
  }

  private static byte[] ask(
      HttpClient client, HttpRequest request, Duration patience, Consumer<ControlAway> waiting)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    for (boolean first = true; ; first = false) {
      try {
        return RemoteLink.send(client, request);
      } catch (ControlAway away) {
        if (isAnother(away)) {
          throw new IOException(away.getMessage(), away);
        }
        if (System.nanoTime() + pause.toNanos() > end) {
          throw away;
        }
        if (first) {
          waiting.accept(away);
        }
      }
      Thread.sleep(pause);
      pause = Collections.min(List.of(pause.multipliedBy(2), LONGEST_PAUSE));
    }
  }

  /** Whether someone answered, but not the control that made the token. */
  private static boolean isAnother(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
