package haneul.agent.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/**
 * The key of a host that is joining, kept from before control is asked until its certificate is: by
 * it control knows who asks again.
 */
final class JoiningKey {
  private JoiningKey() {}

  /**
   * The one that was kept for a token, else a new one, kept from now on.
   *
   * @param file what is there and not whole, or of another token, is replaced
   */
  static KeyPair of(Path file, String tokenSha256) throws IOException {
    Optional<KeyPair> kept = kept(file, tokenSha256);
    if (kept.isPresent()) {
      return kept.get();
    }
    KeyPair made = HostIdentity.newKeys();
    Pem.write(
        file,
        Pem.tokenLine(tokenSha256)
            + Pem.block(Pem.PRIVATE_KEY, made.getPrivate().getEncoded())
            + Pem.block(Pem.PUBLIC_KEY, made.getPublic().getEncoded()));
    return made;
  }

  private static Optional<KeyPair> kept(Path file, String tokenSha256) {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      String text = Pem.read(file);
      List<byte[]> privates = Pem.blocks(text, Pem.PRIVATE_KEY);
      List<byte[]> publics = Pem.blocks(text, Pem.PUBLIC_KEY);
      if (!Pem.tokenSha256(text).equals(Optional.of(tokenSha256))
          || privates.size() != 1
          || publics.size() != 1) {
        return Optional.empty();
      }
      KeyFactory keys = KeyFactory.getInstance("EC");
      return Optional.of(
          new KeyPair(
              keys.generatePublic(new X509EncodedKeySpec(publics.getFirst())),
              keys.generatePrivate(new PKCS8EncodedKeySpec(privates.getFirst()))));
    } catch (IOException | GeneralSecurityException notWhole) {
      return Optional.empty();
    }
  }
}
