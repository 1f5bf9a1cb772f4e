package haneul.platform.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * A server's certificate and key in PEM files, TLS 1.2 and 1.3. The files are looked at again when
 * a client comes, at most once a second; when they hold a new pair that fits, the next handshake
 * uses it, and connections that are open go on. A pair that cannot be used is logged, and the one
 * before holds.
 */
public final class FileTls implements HttpTls {
  private static final System.Logger LOG = System.getLogger(FileTls.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int MOST_BYTES = 1 << 20;
  private static final String ALIAS = "server";

  private final Path certificate;
  private final Path key;
  private volatile Pair pair;
  private volatile long nextLookNanos;

  /**
   * @param chain the server's certificate first
   * @param seen what the files were like
   */
  private record Pair(PrivateKey key, X509Certificate[] chain, String seen) {}

  /**
   * Reads them now.
   *
   * @param certificate the server's certificate, then those that signed it
   * @param key its private key without a passphrase; may be in the same file
   * @throws IOException with a sentence that says what is wrong with which file
   */
  public FileTls(Path certificate, Path key) throws IOException {
    this.certificate = certificate;
    this.key = key;
    this.pair = read();
    this.nextLookNanos = System.nanoTime() + LOOK_EVERY.toNanos();
  }

  /** Where the certificate is. */
  public Path file() {
    return certificate;
  }

  /** The server's own certificate as it is now. */
  public X509Certificate own() {
    return pair.chain()[0];
  }

  @Override
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Current()}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be used", e);
    }
  }

  private Pair current() {
    long now = System.nanoTime();
    if (now - nextLookNanos >= 0) {
      nextLookNanos = now + LOOK_EVERY.toNanos();
      look();
    }
    return pair;
  }

  private synchronized void look() {
    String seen = seen();
    if (seen.equals(pair.seen())) {
      return;
    }
    try {
      pair = read();
      LOG.log(System.Logger.Level.INFO, "read the certificate " + certificate + " anew");
    } catch (IOException e) {
      // Told once; a second file that is written later changes what is seen.
      pair = new Pair(pair.key(), pair.chain(), seen);
      LOG.log(System.Logger.Level.ERROR, e.getMessage() + " The one before still holds.");
    }
  }

  private String seen() {
    return seen(certificate) + " " + seen(key);
  }

  private static String seen(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return "none";
    }
  }

  private Pair read() throws IOException {
    String seen = seen();
    List<X509Certificate> chain = new ArrayList<>();
    for (Object part : parts(certificate)) {
      if (part instanceof X509CertificateHolder holder) {
        chain.add(certificate(holder));
      }
    }
    if (chain.isEmpty()) {
      throw new IOException(certificate + " holds no certificate in PEM form.");
    }
    PrivateKey secret = null;
    for (Object part : parts(key)) {
      secret =
          switch (part) {
            case PrivateKeyInfo info -> new JcaPEMKeyConverter().getPrivateKey(info);
            case PEMKeyPair both -> new JcaPEMKeyConverter().getKeyPair(both).getPrivate();
            default -> secret;
          };
    }
    if (secret == null) {
      throw new IOException(key + " holds no private key in PEM form without a passphrase.");
    }
    if (!fits(secret, chain.getFirst().getPublicKey())) {
      throw new IOException(
          key + " is not the key of the first certificate in " + certificate + ".");
    }
    if (chain.getFirst().getNotAfter().toInstant().isBefore(Instant.now())) {
      LOG.log(System.Logger.Level.WARNING, "the certificate in " + certificate + " has expired");
    }
    return new Pair(secret, chain.toArray(X509Certificate[]::new), seen);
  }

  private static List<Object> parts(Path file) throws IOException {
    List<Object> parts = new ArrayList<>();
    if (!Files.isReadable(file) || Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " cannot be read, or is larger than a certificate.");
    }
    try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        parts.add(part);
      }
    } catch (IOException | RuntimeException e) {
      throw new IOException(file + " is not in PEM form.", e);
    }
    return parts;
  }

  private static X509Certificate certificate(X509CertificateHolder holder) throws IOException {
    try {
      return new JcaX509CertificateConverter().getCertificate(holder);
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate cannot be read.", e);
    }
  }

  private static boolean fits(PrivateKey secret, PublicKey open) {
    try {
      String algorithm =
          switch (secret.getAlgorithm()) {
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> secret.getAlgorithm();
          };
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(secret);
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update((byte) 1);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Shows the pair of the moment at each handshake. */
  private final class Current extends X509ExtendedKeyManager {
    private String alias(String keyType) {
      String ours = pairKind(current().key());
      return keyType.startsWith(ours) ? ALIAS : "";
    }

    private static String pairKind(PrivateKey key) {
      return key.getAlgorithm().startsWith("EC") ? "EC" : key.getAlgorithm();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
      return alias(keyType).isEmpty() ? null : ALIAS;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      return alias(keyType).isEmpty() ? null : ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return pair.chain().clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return pair.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }
  }
}
