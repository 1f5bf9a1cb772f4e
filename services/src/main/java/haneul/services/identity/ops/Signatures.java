package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.log.SecurityLog;
import haneul.services.identity.domain.Credential;
import haneul.services.identity.domain.Ec2Signature;
import haneul.services.identity.domain.SignedRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Gives a token for a request that was signed with an EC2 key, to the service that got the request.
 * A signature is good for a while after the time that it covers.
 */
public final class Signatures {
  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final int MAX_SECRET = 65_536;
  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

  private final InstantSource clock;
  private final Credentials credentials;
  private final LogIn logIn;

  public Signatures(InstantSource clock, Credentials credentials, LogIn logIn) {
    this.clock = clock;
    this.credentials = credentials;
    this.logIn = logIn;
  }

  /** For a request of an EC2 client. */
  public LogIn.Issued ec2(String access, SignedRequest request) {
    return issue(
        access,
        secret -> Ec2Signature.matches(request, secret),
        "Invalid EC2 signature.",
        time(request));
  }

  /**
   * For a request of an S3 client.
   *
   * @param toSign the text it made of its request
   */
  public LogIn.Issued s3(String access, byte[] toSign, String signature) {
    return issue(
        access,
        secret -> Ec2Signature.matches(toSign, signature, secret),
        "Credential signature mismatch",
        Optional.empty());
  }

  private LogIn.Issued issue(
      String access, Predicate<String> signed, String mismatch, Optional<String> time) {
    Credentials.Opened key =
        credentials
            .signing(access)
            .orElseThrow(() -> {
              SecurityLog.loginFailed("no such EC2 key");
              return CloudException.unauthorized(mismatch);
            });
    String secret =
        Fields.of(Json.parseOurs(key.blob()), "").requiredString("secret", 1, MAX_SECRET);
    if (!signed.test(secret)) {
      SecurityLog.loginFailed("wrong signature with a key of user " + key.credential().userId());
      throw CloudException.unauthorized(mismatch);
    }
    time.ifPresent(this::requireFresh);
    Credential credential = key.credential();
    return logIn.forSignature(
        credential.userId(), credential.projectId().orElseThrow(Proofs::refused));
  }

  private static Optional<String> time(SignedRequest request) {
    return Optional.ofNullable(request.params().get("Timestamp"))
        .or(() -> Optional.ofNullable(request.headers().get("X-Amz-Date")))
        .or(() -> Optional.ofNullable(request.params().get("X-Amz-Date")));
  }

  private void requireFresh(String text) {
    Instant signedAt;
    try {
      signedAt =
          text.indexOf('-') < 0
              ? LocalDateTime.parse(text, BASIC).toInstant(ZoneOffset.UTC)
              : Instant.parse(text.endsWith("Z") ? text : text + "Z");
    } catch (DateTimeException e) {
      throw CloudException.unauthorized("Credential timestamp is invalid.");
    }
    if (clock.instant().isAfter(signedAt.plus(LIFE))) {
      throw CloudException.unauthorized("Credential is expired");
    }
  }
}
