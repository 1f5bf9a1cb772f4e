package haneul.services.identity.domain;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Fernet format: version 0x80, seconds since 1970, initialization vector, AES-128-CBC, then
 * HMAC-SHA256 of all that, in URL-safe base64. Padding is left off, as Keystone does.
 */
public final class Fernet {
  private static final byte VERSION = (byte) 0x80;
  private static final int HEADER_BYTES = 1 + 8 + 16;
  private static final int MAC_BYTES = 32;
  private static final int BLOCK_BYTES = 16;
  private static final int MAX_TEXT = 1024;

  private final List<Key> keys;
  private final int maxText;

  /** Sixteen bytes to sign with, sixteen to encrypt with. */
  public static final class Key {
    private final SecretKeySpec signing;
    private final SecretKeySpec encryption;

    private Key(byte[] bytes) {
      this.signing = new SecretKeySpec(bytes, 0, 16, "HmacSHA256");
      this.encryption = new SecretKeySpec(bytes, 16, 16, "AES");
    }

    /** A key as its file has it: 32 bytes in URL-safe base64. */
    public static Key parse(String text) {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length != 32) {
        throw new IllegalArgumentException("a Fernet key has 32 bytes, not " + bytes.length);
      }
      return new Key(bytes);
    }
  }

  /**
   * @param keys the one that makes new tokens first
   */
  public Fernet(List<Key> keys) {
    this(keys, MAX_TEXT);
  }

  /**
   * @param keys the one that makes new tokens first
   * @param maxText what is longer does not open
   */
  public Fernet(List<Key> keys, int maxText) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key");
    }
    this.keys = List.copyOf(keys);
    this.maxText = maxText;
  }

  /**
   * A token.
   *
   * @param vector sixteen random bytes
   */
  public String seal(byte[] payload, long epochSeconds, byte[] vector) {
    try {
      Key key = keys.getFirst();
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key.encryption, new IvParameterSpec(vector));
      byte[] encrypted = cipher.doFinal(payload);
      ByteBuffer token = ByteBuffer.allocate(HEADER_BYTES + encrypted.length + MAC_BYTES);
      token.put(VERSION).putLong(epochSeconds).put(vector).put(encrypted);
      token.put(mac(key, token.array(), token.position()));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The payload; empty unless the token was made with one of the keys and not changed since. */
  public Optional<byte[]> open(String text) {
    if (text.length() > maxText) {
      return Optional.empty();
    }
    byte[] token;
    try {
      token = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int encryptedBytes = token.length - HEADER_BYTES - MAC_BYTES;
    if (encryptedBytes < BLOCK_BYTES || encryptedBytes % BLOCK_BYTES != 0 || token[0] != VERSION) {
      return Optional.empty();
    }
    byte[] claimed = Arrays.copyOfRange(token, token.length - MAC_BYTES, token.length);
    try {
      for (Key key : keys) {
        if (MessageDigest.isEqual(claimed, mac(key, token, token.length - MAC_BYTES))) {
          Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
          cipher.init(Cipher.DECRYPT_MODE, key.encryption, new IvParameterSpec(token, 9, 16));
          return Optional.of(cipher.doFinal(token, HEADER_BYTES, encryptedBytes));
        }
      }
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static byte[] mac(Key key, byte[] bytes, int length) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(key.signing);
    mac.update(bytes, 0, length);
    return mac.doFinal();
  }
}
