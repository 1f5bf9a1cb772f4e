package haneul.app.cli;

import haneul.tools.console.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust in one certificate, which is in a file on this host: the cloud's own commands know whom
 * they speak to better than any name or authority could say.
 */
public final class PinnedCertificate {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

  private PinnedCertificate() {}

  /**
   * @param file in PEM form; its first certificate counts, read anew at each connection
   */
  public static SSLContext context(Path file) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Pin(file)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new UserError("TLS cannot be used: " + e.getMessage());
    }
  }

  private static Certificate read(Path file) throws CertificateException {
    try {
      String text = Files.readString(file);
      int begin = text.indexOf(BEGIN);
      if (begin < 0) {
        throw new CertificateException(file + " holds no certificate");
      }
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(
              new ByteArrayInputStream(text.substring(begin).getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new CertificateException(file + " cannot be read", e);
    }
  }

  /** An extended one: it is asked about the name too, and a pin does not care for it. */
  private static final class Pin extends X509ExtendedTrustManager {
    private final Path file;

    Pin(Path file) {
      this.file = file;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (chain.length == 0 || !chain[0].equals(read(file))) {
        throw new CertificateException("who answers does not have the certificate in " + file);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("a client's trust");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("a client's trust");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("a client's trust");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
