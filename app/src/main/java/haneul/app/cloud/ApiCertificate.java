package haneul.app.cloud;

import haneul.platform.http.FileTls;
import haneul.platform.link.CertificateAuthority;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The certificate of the APIs: the operator's own, or one for all names and addresses of this host,
 * signed by an authority that is kept for nothing else. That one is made at first start, and anew
 * at a start after which this host has other names or little of its life is left.
 */
final class ApiCertificate {
  private static final Duration LEAST_LIFE = Duration.ofDays(90);

  private ApiCertificate() {}

  static FileTls open(StateDirectory state, ApiChoice chosen, InetSocketAddress listen, Clock clock)
      throws IOException {
    try {
      if (chosen.certificate().isPresent()) {
        ApiChoice.Certificate own = chosen.certificate().get();
        Files.deleteIfExists(state.apiAuthority()); // clients know whom they trust
        return new FileTls(own.chain(), own.key());
      }
      return ours(state, names(chosen, listen), clock);
    } catch (IOException e) {
      throw new UserError("the APIs' certificate: " + e.getMessage());
    }
  }

  private static FileTls ours(StateDirectory state, Set<String> names, Clock clock)
      throws IOException {
    CertificateAuthority authority = CertificateAuthority.openApi(state.apiKeys(), clock);
    StateDirectory.writePrivately(state.apiAuthority(), authority.pem());
    Files.setPosixFilePermissions(
        state.apiAuthority(), PosixFilePermissions.fromString("rw-r--r--"));
    Path pair = state.apiKeys().resolve("server.pem");
    if (Files.exists(pair)) {
      FileTls before = new FileTls(pair, pair);
      if (isGood(before.own(), names, clock.instant())) {
        return before;
      }
    }
    StateDirectory.writePrivately(pair, authority.signServer(List.copyOf(names)));
    return new FileTls(pair, pair);
  }

  private static boolean isGood(X509Certificate certificate, Set<String> names, Instant now)
      throws IOException {
    return certificate.getNotAfter().toInstant().isAfter(now.plus(LEAST_LIFE))
        && namesIn(certificate).containsAll(names);
  }

  private static Set<String> namesIn(X509Certificate certificate) throws IOException {
    try {
      Collection<List<?>> all =
          Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
      Set<String> names = new LinkedHashSet<>();
      for (List<?> one : all) {
        String text = String.valueOf(one.get(1));
        names.add(text.contains(":") ? literal(InetAddress.ofLiteral(text)) : text);
      }
      return names;
    } catch (CertificateParsingException e) {
      throw new IOException(e);
    }
  }

  /** The best first. */
  private static Set<String> names(ApiChoice chosen, InetSocketAddress listen) throws IOException {
    Set<String> names = new LinkedHashSet<>(chosen.names());
    chosen
        .publicUrl()
        .ifPresent(url ->
            names.add(
                url.replaceFirst("^[a-z]+://\\[?", "").replaceFirst("(]?(:[0-9]+)?(/.*)?)$", "")));
    InetAddress here = InetAddress.getLocalHost();
    names.add(here.getHostName());
    names.add(here.getCanonicalHostName());
    names.add("localhost");
    names.add("127.0.0.1");
    names.add(literal(InetAddress.ofLiteral("::1")));
    names.addAll(
        listen.getAddress().isAnyLocalAddress()
            ? addresses()
            : List.of(literal(listen.getAddress())));
    return names;
  }

  private static List<String> addresses() throws IOException {
    List<String> addresses = new ArrayList<>();
    for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (device.isUp() && !device.isLoopback()) {
        for (InetAddress address : Collections.list(device.getInetAddresses())) {
          if (!address.isLinkLocalAddress()) {
            addresses.add(literal(address));
          }
        }
      }
    }
    return addresses;
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? text.replaceFirst("%.*", "") : text;
  }
}
