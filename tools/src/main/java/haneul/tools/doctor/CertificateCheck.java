package haneul.tools.doctor;

import haneul.tools.console.Parallel;
import haneul.tools.openstack.OpenStack;
import haneul.tools.openstack.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Are the certificates of the cloud's services good, and for how long? */
final class CertificateCheck implements Check {
  private static final int AT_ONCE = 8;
  private static final int LIMIT_MILLIS = 5000;
  private static final Duration SOON = Duration.ofDays(30);

  @Override
  public String name() {
    return "certificates";
  }

  @Override
  public String looksAt() {
    return "whether the certificates of the cloud's services are good, and for how long";
  }

  @Override
  public boolean needsCloud() {
    return false; // it looks also where an expired one keeps everybody out
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    if (surroundings.cloud().isEmpty()) {
      return Outcome.nothingThere("no cloud was named");
    }
    CloudVisit visit = surroundings.cloud().get();
    Map<String, URI> servers = new TreeMap<>();
    add(servers, visit.config().identity());
    if (visit.refused() == null) {
      visit.openStack().endpoints().stream()
          .map(OpenStack.Endpoint::url)
          .forEach(url -> add(servers, url));
    }
    if (servers.isEmpty()) {
      return Outcome.nothingThere("the cloud's services have no TLS");
    }
    List<Finding> findings = new ArrayList<>();
    new Parallel(AT_ONCE)
        .work(List.copyOf(servers.values()), url -> look(url, surroundings.now()))
        .forEach(findings::addAll);
    return Outcome.found(findings);
  }

  private static void add(Map<String, URI> servers, URI url) {
    if (url.getScheme().equals("https")) {
      servers.putIfAbsent(url.getAuthority(), url);
    }
  }

  private static List<Finding> look(URI url, Instant now) {
    List<Finding> findings = new ArrayList<>();
    try {
      for (Certificate certificate : chain(url)) {
        if (certificate instanceof X509Certificate x509) {
          judge(url.getAuthority(), x509, now).forEach(findings::add);
        }
      }
    } catch (IOException e) {
      findings.add(
          new Finding(
              Importance.BROKEN,
              "%s shows no certificate: %s".formatted(url.getAuthority(), e.getMessage()),
              "openssl s_client -connect %s -servername %s".formatted(place(url), url.getHost())));
    }
    return findings;
  }

  private static String place(URI url) {
    return url.getHost() + ":" + port(url);
  }

  private static int port(URI url) {
    return url.getPort() < 0 ? 443 : url.getPort();
  }

  /** Whoever signed it: this is about what it says. */
  private static Certificate[] chain(URI url) throws IOException {
    SSLSocketFactory factory = Trust.anyone().getSocketFactory();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(url.getHost(), port(url)), LIMIT_MILLIS);
      plain.setSoTimeout(LIMIT_MILLIS);
      try (SSLSocket socket =
          (SSLSocket) factory.createSocket(plain, url.getHost(), port(url), true)) {
        socket.startHandshake();
        return socket.getSession().getPeerCertificates();
      }
    }
  }

  static List<Finding> judge(String server, X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    String which =
        "The certificate of %s (%s)"
            .formatted(server, certificate.getSubjectX500Principal().getName());
    String mend =
        "renew it and restart what serves %s; a timer that does so (certbot, dehydrated) keeps it so"
            .formatted(server);
    if (until.isBefore(now)) {
      return List.of(
          new Finding(
              Importance.BROKEN,
              "%s expired on %s; clients refuse it.".formatted(which, until),
              mend));
    }
    if (from.isAfter(now)) {
      return List.of(
          new Finding(
              Importance.BROKEN,
              "%s is good only from %s on; clients refuse it.".formatted(which, from),
              "compare the clocks of this host and of the one that made it; else make it anew"));
    }
    return until.isBefore(now.plus(SOON))
        ? List.of(
            new Finding(Importance.AT_RISK, "%s expires on %s.".formatted(which, until), mend))
        : List.of();
  }
}
