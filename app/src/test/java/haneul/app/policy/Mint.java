package haneul.app.policy;

import haneul.services.identity.domain.Fernet;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.domain.TokenCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes tokens with the cloud's keys, as its logins make them: a login costs two hashes of a
 * password, which are slow by design, and none makes a token that has expired.
 */
final class Mint {
  private static final Duration LIFE = Duration.ofHours(1);

  private final SecureRandom random = new SecureRandom();
  private final Fernet fernet;

  /**
   * @param keys where the cloud's keys for tokens are
   */
  Mint(Path keys) throws IOException {
    try (Stream<Path> files = Files.list(keys)) {
      Comparator<Path> byNumber =
          Comparator.comparingInt(file -> Integer.parseInt(file.getFileName().toString()));
      fernet =
          new Fernet(
              files
                  .filter(file -> file.getFileName().toString().matches("[0-9]+"))
                  .sorted(byNumber.reversed())
                  .map(Mint::key)
                  .toList());
    }
  }

  private static Fernet.Key key(Path file) {
    try {
      return Fernet.Key.parse(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String token(String user, Optional<Target> scope) {
    return token(user, scope, Instant.now());
  }

  String expired(String user, Optional<Target> scope) {
    return token(user, scope, Instant.now().minus(LIFE).minus(LIFE));
  }

  private String token(String user, Optional<Target> scope, Instant at) {
    byte[] id = new byte[16];
    byte[] vector = new byte[16];
    random.nextBytes(id);
    random.nextBytes(vector);
    Instant issued = at.truncatedTo(ChronoUnit.MICROS);
    TokenClaims claims =
        new TokenClaims(
            user,
            scope,
            Optional.empty(),
            List.of(TokenClaims.Method.PASSWORD),
            0,
            issued,
            issued.plus(LIFE),
            TokenCodec.auditId(id),
            Optional.empty());
    return fernet.seal(TokenCodec.encode(claims), issued.getEpochSecond(), vector);
  }
}
