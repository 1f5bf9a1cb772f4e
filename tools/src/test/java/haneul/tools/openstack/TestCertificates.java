package haneul.tools.openstack;

import haneul.tools.console.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for localhost, good from a day ago on for 90 days, as the JDK's keytool makes it.
 *
 * @param pem the certificate alone, as a file has it
 */
public record TestCertificates(SSLContext context, String pem) {
  private static final String PASSWORD = "changeit";

  private static final class Once {
    static final TestCertificates MADE = make();
  }

  /** The same for all: keytool takes a second. */
  public static TestCertificates ofLocalhost() {
    return Once.MADE;
  }

  private static TestCertificates make() {
    try {
      Path directory = Files.createTempDirectory("haneul-keytool-");
      Path store = directory.resolve("store.p12");
      Program.Result result =
          new Program(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                      "-genkeypair",
                      "-alias",
                      "a",
                      "-keyalg",
                      "EC",
                      "-dname",
                      "CN=localhost",
                      "-ext",
                      "SAN=dns:localhost",
                      "-startdate",
                      "-1d",
                      "-validity",
                      "90",
                      "-keystore",
                      store.toString(),
                      "-storepass",
                      PASSWORD))
              .run();
      if (!result.ok()) {
        throw new AssertionError(result.complaint());
      }
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      Files.delete(store);
      Files.delete(directory);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      String encoded =
          Base64.getMimeEncoder().encodeToString(keys.getCertificate("a").getEncoded());
      return new TestCertificates(
          context, "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
