package haneul.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.platform.link.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The APIs over TLS, as clients see them that trust an authority and look at the name. */
class FileTlsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private Path file = Path.of("");

  @SuppressWarnings("NullAway.Init")
  private CertificateAuthority authority;

  @BeforeEach
  void make() throws IOException {
    file = directory.resolve("server.pem");
    authority = CertificateAuthority.openApi(directory, Clock.systemUTC());
    write("localhost", "127.0.0.1");
  }

  private void write(String... names) throws IOException {
    Files.writeString(file, authority.signServer(List.of(names)));
    // Files that are written within one tick of the clock look the same.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(names.length)));
  }

  private TestApi api() throws IOException {
    return new TestApi(Optional.of(new FileTls(file, file)));
  }

  private SSLSocket connect(TestApi api, String name, String... protocols)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new java.io.ByteArrayInputStream(
                    authority.pem().getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    new java.net.Socket(InetAddress.getLoopbackAddress(), api.server.port()),
                    name,
                    api.server.port(),
                    true);
    socket.setSoTimeout(20_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    socket.startHandshake();
    return socket;
  }

  private static String get(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /test/open HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder said = new StringBuilder();
    while (said.indexOf("open") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended: " + said);
      }
      said.append((char) next);
    }
    return said.toString();
  }

  private static X509Certificate shown(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  @Test
  void bothVersionsAreSpoken() throws Exception {
    try (TestApi api = api()) {
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        try (SSLSocket socket = connect(api, "localhost", version)) {
          assertThat(get(socket)).startsWith("HTTP/1.1 200");
          assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
      }
      assertThatThrownBy(() -> connect(api, "elsewhere.example"))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void aNewCertificateIsShownAndOpenConnectionsGoOn() throws Exception {
    try (TestApi api = api();
        SSLSocket open = connect(api, "localhost")) {
      X509Certificate before = shown(open);
      write("localhost", "127.0.0.1", "cloud.example");
      Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(() -> {
            try (SSLSocket fresh = connect(api, "cloud.example")) {
              assertThat(shown(fresh)).isNotEqualTo(before);
            }
          });
      assertThat(get(open)).startsWith("HTTP/1.1 200");

      Files.writeString(file, "nonsense");
      Thread.sleep(1_100);
      try (SSLSocket fresh = connect(api, "cloud.example")) {
        assertThat(get(fresh)).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void whatDoesNotFitIsSaid() throws IOException {
    Path other = directory.resolve("other.pem");
    Files.writeString(other, authority.signServer(List.of("other")));
    assertThatThrownBy(() -> new FileTls(file, other)).hasMessageContaining("is not the key of");
    Files.writeString(other, "nonsense");
    assertThatThrownBy(() -> new FileTls(other, file)).hasMessageContaining("no certificate");
    assertThatThrownBy(() -> new FileTls(file, other)).hasMessageContaining("no private key");
    assertThatThrownBy(() -> new FileTls(directory.resolve("none"), file))
        .hasMessageContaining("cannot be read");
  }
}
