package haneul.services.identity.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Claims of every shape there is. */
public final class RandomClaims {
  private RandomClaims() {}

  /** Any that can be written. */
  public static TokenClaims claims(Random random) {
    return claims(random, Instant.ofEpochSecond(random.nextLong(1L << 32)));
  }

  public static TokenClaims claims(Random random, Instant expiresAt) {
    Optional<Target> scope =
        switch (random.nextInt(4)) {
          case 0 -> Optional.of(new Target.OnProject(id(random)));
          case 1 -> Optional.of(new Target.OnDomain(id(random)));
          case 2 -> Optional.of(new Target.OnSystem());
          default -> Optional.empty();
        };
    return new TokenClaims(
        id(random),
        scope,
        switch (random.nextInt(3)) {
          case 0 -> Optional.of(new Delegation.ByTrust(id(random)));
          case 1 -> Optional.of(new Delegation.ByApplicationCredential(id(random)));
          default -> Optional.empty();
        },
        random.nextBoolean()
            ? List.of(TokenClaims.Method.PASSWORD)
            : List.of(TokenClaims.Method.TOKEN, TokenClaims.Method.TOTP, TokenClaims.Method.EC2),
        random.nextInt(),
        Instant.ofEpochMilli(random.nextLong(1L << 42)),
        expiresAt,
        auditId(random),
        random.nextBoolean() ? Optional.of(auditId(random)) : Optional.empty());
  }

  private static String auditId(Random random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return TokenCodec.auditId(bytes);
  }

  private static String id(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> "default";
      case 1 -> "하늘-" + random.nextInt();
      default -> "%032x".formatted(new java.math.BigInteger(128, random));
    };
  }
}
