package haneul.agent.link;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A host's key, its certificate, the authority that signed it, and by which token the host joined:
 * one 0600 PEM file, replaced in one piece.
 */
public final class HostIdentity {
  private static final String CONTROL = "CN=haneul control";

  private final PrivateKey key;
  private final X509Certificate certificate;
  private final X509Certificate authority;
  private final Optional<String> tokenSha256;

  private HostIdentity(
      PrivateKey key,
      X509Certificate certificate,
      X509Certificate authority,
      Optional<String> tokenSha256) {
    this.key = key;
    this.certificate = certificate;
    this.authority = authority;
    this.tokenSha256 = tokenSha256;
  }

  /** The host's name, as control knows it. */
  public String host() {
    return certificate.getSubjectX500Principal().getName().replaceFirst("^CN=", "");
  }

  /** The token by which it joined, if that was noted. */
  Optional<String> tokenSha256() {
    return tokenSha256;
  }

  Instant notBefore() {
    return certificate.getNotBefore().toInstant();
  }

  Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }

  /** Reads what {@link #save} wrote; none when the host has not joined. */
  public static Optional<HostIdentity> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(parse(Pem.read(file)));
  }

  private static HostIdentity parse(String pem) throws IOException {
    List<byte[]> keys = Pem.blocks(pem, Pem.PRIVATE_KEY);
    List<byte[]> certificates = Pem.blocks(pem, Pem.CERTIFICATE);
    if (keys.size() != 1 || certificates.size() != 2) {
      throw new IOException("the host's certificate file is not whole");
    }
    try {
      return new HostIdentity(
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(keys.getFirst())),
          certificate(certificates.get(0)),
          certificate(certificates.get(1)),
          Pem.tokenSha256(pem));
    } catch (GeneralSecurityException e) {
      throw new IOException("the host's certificate cannot be read", e);
    }
  }

  private static X509Certificate certificate(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  /** Writes key and certificates, and gives back what they are. */
  static HostIdentity save(
      Path file,
      Optional<String> tokenSha256,
      KeyPair keys,
      String certificatePem,
      String authorityPem)
      throws IOException {
    String text =
        tokenSha256.map(Pem::tokenLine).orElse("")
            + Pem.block(Pem.PRIVATE_KEY, keys.getPrivate().getEncoded())
            + certificatePem
            + authorityPem;
    HostIdentity identity = parse(text); // before it replaces what works
    Pem.write(file, text);
    return identity;
  }

  /** TLS as this host, towards this cloud's control only. */
  SSLContext context() {
    try {
      char[] password = new char[0];
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("host", key, password, new Certificate[] {certificate});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, password);
      return context(managers.getKeyManagers(), new ControlTrust(chain -> authority));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the host's certificate cannot be used", e);
    }
  }

  /** TLS as nobody, towards the control whose authority has this SHA-256, in hexadecimal. */
  static SSLContext strangersContext(String authoritySha256) {
    try {
      return context(
          new KeyManager[0],
          new ControlTrust(chain -> {
            X509Certificate root = chain.getLast();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(root.getEncoded());
            if (!HexFormat.of().formatHex(digest).equals(authoritySha256)) {
              throw new CertificateException("this is not the control that the token was made by");
            }
            return root;
          }));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(KeyManager[] keys, TrustManager trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {trust}, null);
    return context;
  }

  /** Whose signature control's certificate must bear, given the chain it showed. */
  private interface Root {
    X509Certificate of(List<X509Certificate> chain) throws GeneralSecurityException;
  }

  /**
   * Trusts a certificate that the cloud's authority signed for control. Which name or address it
   * was reached by does not matter: there is nothing else the authority would sign like that.
   */
  private static final class ControlTrust extends X509ExtendedTrustManager {
    private final Root root;

    ControlTrust(Root root) {
      this.root = root;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (chain.length == 0) {
        throw new CertificateException("control showed no certificate");
      }
      try {
        chain[0].verify(root.of(List.of(chain)).getPublicKey());
        chain[0].checkValidity();
      } catch (CertificateException e) {
        throw e;
      } catch (GeneralSecurityException e) {
        throw new CertificateException("control's certificate is not of this cloud", e);
      }
      if (!chain[0].getSubjectX500Principal().getName().equals(CONTROL)) {
        throw new CertificateException("that is not control's certificate");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("an agent has no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("an agent has no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("an agent has no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
