package haneul.tools.doctor;

import haneul.tools.console.Parallel;
import haneul.tools.openstack.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Are the certificates of the cloud's services, and of this host's agent, good, and for how long?
 */
final class CertificateCheck implements Check {
  private static final int AT_ONCE = 8;
  private static final int LIMIT_MILLIS = 5000;
  private static final Duration SOON = Duration.ofDays(30);
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----");
  private static final String REJOIN =
      "the agent renews it while it reaches control: haneul logs; when it has expired, haneul host token on control and"
          + " haneul agent --join here";

  @Override
  public String name() {
    return "certificates";
  }

  @Override
  public String looksAt() {
    return "whether the certificates of the cloud's services and of this host's agent are good, and for how long";
  }

  @Override
  public boolean needsCloud() {
    return false; // it looks also where an expired one keeps everybody out
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Optional<Path> agents = agentsKey(surroundings);
    if (agents.isPresent()) {
      for (X509Certificate certificate : inFile(agents.get())) {
        findings.addAll(judge("this host's agent", certificate, surroundings.now(), REJOIN));
      }
    }
    Map<String, URI> servers = servers(surroundings.cloud());
    if (agents.isEmpty() && servers.isEmpty()) {
      return Outcome.nothingThere("there are no certificates");
    }
    new Parallel(AT_ONCE)
        .work(List.copyOf(servers.values()), url -> look(url, surroundings.now()))
        .forEach(findings::addAll);
    return Outcome.found(findings);
  }

  /** What the agent of our own cloud shows its control. */
  private static Optional<Path> agentsKey(Surroundings surroundings) {
    return surroundings
        .state()
        .map(state -> state.resolve("keys/link/host.pem"))
        .filter(Files::isReadable);
  }

  /** A private key may be in the same file. */
  private static List<X509Certificate> inFile(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      Matcher block = CERTIFICATE.matcher(Files.readString(file));
      while (block.find()) {
        byte[] der = Base64.getMimeDecoder().decode(block.group(1));
        certificates.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der)));
      }
      return certificates;
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IOException(file + " is no certificate: " + e.getMessage(), e);
    }
  }

  private static Map<String, URI> servers(Optional<CloudVisit> visit) throws IOException {
    Map<String, URI> servers = new TreeMap<>();
    if (visit.isPresent()) {
      add(servers, visit.get().config().identity());
    }
    if (visit.isPresent() && visit.get().refused() == null) {
      visit.get().openStack().endpoints().forEach(endpoint -> add(servers, endpoint.url()));
    }
    return servers;
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
          String mend =
              "renew it and restart what serves %s; a timer that does so (certbot, dehydrated) keeps it so"
                  .formatted(url.getAuthority());
          findings.addAll(judge(url.getAuthority(), x509, now, mend));
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

  /** Who renews in time does so before the last quarter of a certificate's life. */
  private static List<Finding> judge(
      String whose, X509Certificate certificate, Instant now, String mend) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    String which =
        "The certificate of %s (%s)"
            .formatted(whose, certificate.getSubjectX500Principal().getName());
    if (until.isBefore(now)) {
      return List.of(
          new Finding(
              Importance.BROKEN,
              "%s expired on %s; the other side refuses it.".formatted(which, until),
              mend));
    }
    if (from.isAfter(now)) {
      return List.of(
          new Finding(
              Importance.BROKEN,
              "%s is good only from %s on; the other side refuses it.".formatted(which, from),
              "compare the clocks of this host and of the one that made it; else make it anew"));
    }
    Duration quarter = Duration.between(from, until).dividedBy(4);
    Duration soon = quarter.compareTo(SOON) < 0 ? quarter : SOON;
    return until.isBefore(now.plus(soon))
        ? List.of(
            new Finding(Importance.AT_RISK, "%s expires on %s.".formatted(which, until), mend))
        : List.of();
  }
}
