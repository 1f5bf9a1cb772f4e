package haneul.services.compute.domain;

import haneul.base.error.CloudException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/** SSH public keys: making a pair, checking one, and its fingerprint. */
public final class SshKeys {
  private static final int RSA_BITS = 2048;
  private static final int MAX_LENGTH = 16_384;
  private static final Set<String> TYPES =
      Set.of(
          "ssh-rsa",
          "ssh-ed25519",
          "ssh-dss",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "sk-ssh-ed25519@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com");

  private SshKeys() {}

  /**
   * A new pair.
   *
   * @param privatePem as {@code ssh -i} takes it
   */
  public record Generated(String publicKey, String privatePem) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Generated[" + publicKey + "]";
    }
  }

  /** Makes an RSA pair of 2048 bits. */
  public static Generated generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
      String blob = Base64.getEncoder().encodeToString(rsaBlob(key));
      return new Generated("ssh-rsa " + blob + " Generated-by-Haneul", pem(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key's MD5 fingerprint; 400 in nova's words when the text is no SSH public key. */
  public static String fingerprint(String publicKey) {
    byte[] blob = blob(publicKey);
    try {
      return HexFormat.ofDelimiter(":").formatHex(MessageDigest.getInstance("MD5").digest(blob));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] blob(String publicKey) {
    String[] words = publicKey.strip().split("\\s+", 3);
    if (publicKey.length() > MAX_LENGTH
        || publicKey.strip().contains("\n")
        || words.length < 2
        || !TYPES.contains(words[0])) {
      throw invalid();
    }
    try {
      byte[] blob = Base64.getDecoder().decode(words[1]);
      if (!wellFormed(blob, words[0])) {
        throw invalid();
      }
      return blob;
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  /** Length-prefixed fields to the very end, the first of them the type. */
  private static boolean wellFormed(byte[] blob, String type) {
    ByteBuffer buffer = ByteBuffer.wrap(blob);
    int fields = 0;
    while (buffer.remaining() >= 4) {
      int length = buffer.getInt();
      if (length < 0 || length > buffer.remaining()) {
        return false;
      }
      byte[] field = new byte[length];
      buffer.get(field);
      if (fields == 0 && !new String(field, StandardCharsets.US_ASCII).equals(type)) {
        return false;
      }
      fields++;
    }
    return fields >= 2 && !buffer.hasRemaining();
  }

  private static CloudException invalid() {
    return CloudException.badRequest("Keypair data is invalid: failed to generate fingerprint");
  }

  private static byte[] rsaBlob(RSAPrivateCrtKey key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    field(out, "ssh-rsa".getBytes(StandardCharsets.US_ASCII));
    field(out, key.getPublicExponent().toByteArray());
    field(out, key.getModulus().toByteArray());
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, byte[] bytes) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }

  /** PKCS#1, which every OpenSSH and PuTTY reads. */
  private static String pem(RSAPrivateCrtKey key) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (BigInteger number :
        new BigInteger[] {
          BigInteger.ZERO,
          key.getModulus(),
          key.getPublicExponent(),
          key.getPrivateExponent(),
          key.getPrimeP(),
          key.getPrimeQ(),
          key.getPrimeExponentP(),
          key.getPrimeExponentQ(),
          key.getCrtCoefficient()
        }) {
      der(body, 0x02, number.toByteArray());
    }
    ByteArrayOutputStream sequence = new ByteArrayOutputStream();
    der(sequence, 0x30, body.toByteArray());
    String text =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(sequence.toByteArray());
    return "-----BEGIN RSA PRIVATE KEY-----\n" + text + "\n-----END RSA PRIVATE KEY-----\n";
  }

  private static void der(ByteArrayOutputStream out, int tag, byte[] content) {
    out.write(tag);
    if (content.length < 128) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int skip = length[0] == 0 ? 1 : 0;
      out.write(0x80 | (length.length - skip));
      out.write(length, skip, length.length - skip);
    }
    out.writeBytes(content);
  }
}
