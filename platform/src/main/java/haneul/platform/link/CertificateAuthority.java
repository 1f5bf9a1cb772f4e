package haneul.platform.link;

import haneul.platform.http.ServerTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * The cloud's own certificate authority: signs control's certificate and those of agents, nothing
 * else. Its key is a 0600 file; controllers of one cloud share it. Keys are EC P-256.
 */
public final class CertificateAuthority {
  /** The common name in control's certificate; no host can have it, as names hold no space. */
  static final String CONTROL = "haneul control";

  private static final Duration OWN_LIFE = Duration.ofDays(20 * 365);
  private static final Duration CONTROL_LIFE = Duration.ofDays(10 * 365);

  /** Clocks of hosts differ. */
  private static final Duration BACKDATED = Duration.ofHours(1);

  /** Of the hosts' certificates. */
  private static final String LINK = "haneul CA";

  /** Of the APIs' certificate: another, so that no host's certificate passes as theirs. */
  private static final String API = "haneul API CA";

  private final InstantSource clock;
  private final PrivateKey key;
  private final X509Certificate certificate;
  private final X500Name name;

  private CertificateAuthority(InstantSource clock, PrivateKey key, X509Certificate certificate) {
    this.clock = clock;
    this.key = key;
    this.certificate = certificate;
    this.name = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  /**
   * Opens what is in {@code directory}, and makes it at the cloud's first start.
   *
   * @param directory there, and nobody else's to read
   */
  public static CertificateAuthority open(Path directory, InstantSource clock) throws IOException {
    return open(directory, clock, LINK);
  }

  /** The same for the authority of the APIs' certificate. */
  public static CertificateAuthority openApi(Path directory, InstantSource clock)
      throws IOException {
    return open(directory, clock, API);
  }

  private static CertificateAuthority open(Path directory, InstantSource clock, String called)
      throws IOException {
    Path file = directory.resolve("ca.pem");
    try {
      if (!Files.exists(file)) {
        KeyPair pair = newKeys();
        X509Certificate own =
            sign(
                pair.getPrivate(),
                name(called),
                pair.getPublic(),
                name(called),
                clock,
                OWN_LIFE,
                Purpose.AUTHORITY,
                List.of());
        writePrivately(
            file, pem(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded())) + pem(own));
      }
      return read(Files.readString(file), clock);
    } catch (GeneralSecurityException e) {
      throw new IOException("the cloud's certificate authority " + file + " cannot be used", e);
    }
  }

  private static CertificateAuthority read(String text, InstantSource clock)
      throws IOException, GeneralSecurityException {
    PrivateKey key = null;
    X509Certificate certificate = null;
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        switch (part) {
          case PrivateKeyInfo info -> key = new JcaPEMKeyConverter().getPrivateKey(info);
          case X509CertificateHolder holder ->
              certificate = new JcaX509CertificateConverter().getCertificate(holder);
          default -> throw new IOException("an unexpected " + part.getClass().getSimpleName());
        }
      }
    }
    if (key == null || certificate == null) {
      throw new IOException("it must hold a private key and a certificate");
    }
    return new CertificateAuthority(clock, key, certificate);
  }

  /** A host's certificate. */
  public record Issued(X509Certificate certificate) {
    /** Reads what {@link #pem} wrote. */
    static Issued read(String pem) {
      try {
        return new Issued(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                        new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
      } catch (CertificateException e) {
        throw new IllegalStateException("a certificate that was issued cannot be read", e);
      }
    }

    String serial() {
      return CertificateAuthority.serial(certificate);
    }

    String pem() {
      return CertificateAuthority.pem(certificate);
    }

    Instant expiresAt() {
      return certificate.getNotAfter().toInstant();
    }

    boolean isOf(PublicKey key) {
      return certificate.getPublicKey().equals(key);
    }
  }

  /**
   * A host's key.
   *
   * @param key an X.509 SubjectPublicKeyInfo
   * @throws IllegalArgumentException when it is no EC key
   */
  static PublicKey hostKey(byte[] key) {
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key cannot be read", e);
    }
  }

  /** Signs a host's key for {@code life}. */
  Issued signHost(String host, PublicKey hostKey, Duration life) {
    try {
      return new Issued(sign(key, name, hostKey, name(host), clock, life, Purpose.HOST, List.of()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a host's certificate cannot be signed", e);
    }
  }

  static String serial(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }

  /** In hexadecimal: what a new agent knows control by. */
  String fingerprint() {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** For clients, which trust what it signed. */
  public String pem() {
    return pem(certificate);
  }

  /** For control's end of the link: a certificate of its own, and trust in hosts' ones alone. */
  public ServerTls control() {
    try {
      KeyPair pair = newKeys();
      X509Certificate own =
          sign(
              key,
              name,
              pair.getPublic(),
              name(CONTROL),
              clock,
              CONTROL_LIFE,
              Purpose.CONTROL,
              List.of());
      return new ServerTls(pair.getPrivate(), List.of(own, certificate), certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("control's certificate cannot be made", e);
    }
  }

  /**
   * A key and a certificate for the APIs, in PEM form: the key, the certificate, this authority's.
   *
   * @param names by which clients call them: host names and literal addresses, the first the best
   */
  public String signServer(List<String> names) {
    try {
      KeyPair pair = newKeys();
      X509Certificate own =
          sign(
              key,
              name,
              pair.getPublic(),
              name(names.getFirst()),
              clock,
              CONTROL_LIFE,
              Purpose.CONTROL,
              names);
      return pem(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()))
          + pem(own)
          + pem(certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the APIs' certificate cannot be made", e);
    }
  }

  private enum Purpose {
    AUTHORITY,
    CONTROL,
    HOST
  }

  private static X509Certificate sign(
      PrivateKey by,
      X500Name issuer,
      PublicKey subjectKey,
      X500Name subject,
      InstantSource clock,
      Duration life,
      Purpose purpose,
      List<String> names)
      throws GeneralSecurityException {
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer,
            new BigInteger(120, new SecureRandom()).setBit(119), // RFC 5280: positive, 20 bytes
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(life)),
            subject,
            SubjectPublicKeyInfo.getInstance(subjectKey.getEncoded()));
    try {
      builder.addExtension(
          Extension.basicConstraints, true, new BasicConstraints(purpose == Purpose.AUTHORITY));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(
              purpose == Purpose.AUTHORITY ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
      switch (purpose) {
        case AUTHORITY -> {}
        case CONTROL -> extendedUsage(builder, KeyPurposeId.id_kp_serverAuth);
        case HOST -> extendedUsage(builder, KeyPurposeId.id_kp_clientAuth);
      }
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                names.stream().map(CertificateAuthority::called).toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static GeneralName called(String name) {
    boolean address = name.contains(":") || name.matches("[0-9.]+");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static void extendedUsage(X509v3CertificateBuilder builder, KeyPurposeId usage)
      throws CertIOException {
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage));
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String pem(Object thing) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(thing);
    } catch (IOException e) {
      throw new IllegalStateException("a string cannot be written", e);
    }
    return text.toString();
  }

  /** Two controllers that start at once on one directory end with one authority. */
  private static void writePrivately(Path file, String text) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), "ca", ".new");
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException other) {
      // The other one's counts.
    } finally {
      Files.delete(fresh);
    }
  }
}
