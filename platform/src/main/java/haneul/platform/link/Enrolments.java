package haneul.platform.link;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.platform.store.Relation;
import haneul.platform.store.Store;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.Field;
import org.jooq.Record;

/**
 * Which hosts may speak to control, and how they come to it: a token, good once and not for long,
 * is exchanged for a certificate; a certificate is renewed by its holder. No answer that got lost
 * locks anybody out: a used token is answered again where it was used, and a renewed certificate
 * replaces the old one when it is first used.
 *
 * <p>Owns {@code host_token} and {@code host_enrolment}.
 */
public final class Enrolments {
  /** A certificate's life; agents renew after a third of it. */
  static final Duration CERTIFICATE_LIFE = Duration.ofDays(30);

  private static final int MAX_OPEN_TOKENS = 1_000;
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");
  private static final Pattern TOKEN = Pattern.compile("hnl1\\.([0-9a-f]{32})\\.([0-9a-f]{64})");
  private static final Pattern COMMON_NAME = Pattern.compile("CN=([^,=]+)");

  private static final Relation TOKENS = new Relation("host_token");
  private static final Field<String> HASH = TOKENS.text("hash");
  private static final Field<String> FOR_HOST = TOKENS.text("host");
  private static final Field<String> TOKEN_EXPIRES = TOKENS.text("expires_at");
  private static final Field<String> TOKEN_CREATED = TOKENS.text("created_at");
  private static final Field<String> CERTIFICATE = TOKENS.text("certificate");

  private static final Relation ENROLMENTS = new Relation("host_enrolment");
  private static final Field<String> NAME = ENROLMENTS.text("name");
  private static final Field<String> SERIAL = ENROLMENTS.text("serial");
  private static final Field<String> NEXT_SERIAL = ENROLMENTS.text("next_serial");
  private static final Field<String> EXPIRES = ENROLMENTS.text("expires_at");
  private static final Field<String> ENROLLED = ENROLMENTS.text("enrolled_at");
  private static final Field<String> REVOKED = ENROLMENTS.text("revoked_at");

  private final Store store;
  private final InstantSource clock;
  private final CertificateAuthority authority;
  private final SecureRandom random = new SecureRandom();
  private final Acquaintances known = new Acquaintances();

  public Enrolments(Store store, InstantSource clock, CertificateAuthority authority) {
    this.store = store;
    this.clock = clock;
    this.authority = authority;
  }

  /**
   * A token as it is given out, once; it holds control's fingerprint, so an agent knows control.
   */
  public record NewToken(String token, Instant expiresAt) {
    @Override
    public String toString() {
      return "NewToken[… " + expiresAt + "]";
    }
  }

  /** A host that joined. */
  public record Enrolment(
      HostName name, Instant enrolledAt, Instant expiresAt, Optional<Instant> revokedAt) {}

  /**
   * Makes a token.
   *
   * @param host the one host that may use it, even if it is known; without it any new one
   */
  public NewToken newToken(Optional<String> host, Duration life) {
    host.ifPresent(Enrolments::checked);
    byte[] secret = new byte[16];
    random.nextBytes(secret);
    String text = HexFormat.of().formatHex(secret);
    Instant now = clock.instant();
    Instant expires = now.plus(life);
    store.run(tx -> {
      tx.sql().deleteFrom(TOKENS).where(TOKEN_EXPIRES.lt(Times.text(now))).execute();
      if (tx.sql().fetchCount(TOKENS, CERTIFICATE.isNull()) >= MAX_OPEN_TOKENS) {
        throw CloudException.conflict(
            "TooManyHostTokens", "There are " + MAX_OPEN_TOKENS + " unused host tokens already.");
      }
      tx.sql()
          .insertInto(TOKENS)
          .set(HASH, hash(text))
          .set(FOR_HOST, host.orElse(null))
          .set(TOKEN_EXPIRES, Times.text(expires))
          .set(TOKEN_CREATED, Times.text(now))
          .execute();
    });
    return new NewToken("hnl1." + text + "." + authority.fingerprint(), expires);
  }

  /**
   * Uses a token up for a certificate. The same host with the same key may ask again. Anybody may
   * ask, so nothing is read or signed for who has no good token.
   *
   * @param key an X.509 SubjectPublicKeyInfo in base64
   * @throws CloudException 401 when the token is not good (any more), 409 when the name is taken
   */
  CertificateAuthority.Issued enrol(String token, String host, String key) {
    checked(host);
    Matcher parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      throw badToken();
    }
    String hash = hash(parts.group(1));
    Instant now = clock.instant();
    store.read(tx -> usedFor(tx, hash, host, now));
    PublicKey read = key(key);
    CertificateAuthority.Issued issued = authority.signHost(host, read, CERTIFICATE_LIFE);
    return store.write(tx -> {
      Optional<CertificateAuthority.Issued> before = usedFor(tx, hash, host, now);
      if (before.isPresent()) {
        return again(tx, host, before.get(), read);
      }
      useUp(tx, hash, host, issued);
      enter(tx, host, issued, now);
      return issued;
    });
  }

  /**
   * What a good token was used for already.
   *
   * @throws CloudException 401 when it is not good for this host, 409 when it lets new hosts join
   *     and this one is known: also when it never joined, as control's own host
   */
  private static Optional<CertificateAuthority.Issued> usedFor(
      Tx tx, String hash, String host, Instant now) {
    Record row = tx.sql().selectFrom(TOKENS).where(HASH.eq(hash)).fetchOne();
    if (row == null || Times.parse(row.get(TOKEN_EXPIRES)).isBefore(now)) {
      throw badToken();
    }
    String only = row.get(FOR_HOST);
    if (only != null && !only.equals(host)) {
      throw badToken();
    }
    if (row.get(CERTIFICATE) != null) {
      return Optional.of(CertificateAuthority.Issued.read(row.get(CERTIFICATE)));
    }
    if (only == null && (tx.sql().fetchExists(ENROLMENTS, NAME.eq(host)) || Hosts.has(tx, host))) {
      throw CloudException.conflict(
          "HostExists",
          "There is a host "
              + host
              + " already. To let it join anew: haneul host token --name "
              + host);
    }
    return Optional.empty();
  }

  /** The very certificate, so that it does not matter which of several answers arrives. */
  private static CertificateAuthority.Issued again(
      Tx tx, String host, CertificateAuthority.Issued before, PublicKey key) {
    boolean inUse =
        tx.sql()
            .fetchExists(
                ENROLMENTS, NAME.eq(host).and(SERIAL.eq(before.serial())).and(REVOKED.isNull()));
    if (!inUse || !before.isOf(key)) {
      throw badToken();
    }
    return before;
  }

  /** One used token a host is enough: an older one's certificate is no longer in use. */
  private static void useUp(Tx tx, String hash, String host, CertificateAuthority.Issued issued) {
    tx.sql().deleteFrom(TOKENS).where(FOR_HOST.eq(host)).and(CERTIFICATE.isNotNull()).execute();
    tx.sql()
        .update(TOKENS)
        .set(FOR_HOST, host)
        .set(CERTIFICATE, issued.pem())
        .where(HASH.eq(hash))
        .execute();
  }

  private void enter(Tx tx, String host, CertificateAuthority.Issued issued, Instant now) {
    tx.afterCommit(known::forgetAll);
    tx.sql().deleteFrom(ENROLMENTS).where(NAME.eq(host)).execute();
    tx.sql()
        .insertInto(ENROLMENTS)
        .set(NAME, host)
        .set(SERIAL, issued.serial())
        .set(EXPIRES, Times.text(issued.expiresAt()))
        .set(ENROLLED, Times.text(now))
        .execute();
  }

  /** A new certificate for who has a good one. */
  CertificateAuthority.Issued renew(HostName host, String key) {
    CertificateAuthority.Issued issued =
        authority.signHost(host.value(), key(key), CERTIFICATE_LIFE);
    store.run(tx -> {
      tx.afterCommit(known::forgetAll);
      tx.sql()
          .update(ENROLMENTS)
          .set(NEXT_SERIAL, issued.serial())
          .set(EXPIRES, Times.text(issued.expiresAt()))
          .where(NAME.eq(host.value()))
          .execute();
    });
    return issued;
  }

  private static PublicKey key(String base64) {
    try {
      return CertificateAuthority.hostKey(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw CloudException.badField("public_key", "…", "it is no EC key in base64");
    }
  }

  /**
   * The host that this certificate, which TLS has checked, is of.
   *
   * @throws CloudException 401 when it is not, or no longer, one in use
   */
  HostName identify(X509Certificate certificate) {
    String serial = CertificateAuthority.serial(certificate);
    Optional<HostName> met = known.find(serial);
    if (met.isPresent()) {
      return met.get();
    }
    Matcher name = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
    if (!name.matches()) {
      throw stranger();
    }
    long asOf = known.changes();
    Record row =
        store.read(tx -> tx.sql().selectFrom(ENROLMENTS).where(NAME.eq(name.group(1))).fetchOne());
    if (row == null || row.get(REVOKED) != null) {
      throw stranger();
    }
    if (serial.equals(row.get(NEXT_SERIAL))) {
      store.run(tx -> {
        tx.afterCommit(known::forgetAll);
        tx.sql()
            .update(ENROLMENTS)
            .set(SERIAL, serial)
            .setNull(NEXT_SERIAL)
            .where(NAME.eq(name.group(1)))
            .and(NEXT_SERIAL.eq(serial))
            .execute();
      });
    } else if (!serial.equals(row.get(SERIAL))) {
      throw stranger();
    }
    HostName host = new HostName(name.group(1));
    if (store.embedded()) {
      known.put(serial, host, asOf);
    }
    return host;
  }

  /**
   * Certificates that were good since the last change of any, by serial number: every request asks.
   * Only where no other controller can change one.
   */
  private static final class Acquaintances {
    private final Map<String, HostName> hosts = new ConcurrentHashMap<>();
    private long changes;

    Optional<HostName> find(String serial) {
      return Optional.ofNullable(hosts.get(serial));
    }

    synchronized long changes() {
      return changes;
    }

    /** What was read before a change may be wrong after it. */
    synchronized void put(String serial, HostName host, long asOf) {
      if (asOf == changes) {
        hosts.put(serial, host);
      }
    }

    synchronized void forgetAll() {
      changes++;
      hosts.clear();
    }
  }

  /** Lets a host in no longer, from its next request on. 404 when it never joined. */
  public void revoke(String host) {
    store.run(tx -> {
      tx.afterCommit(known::forgetAll);
      int changed =
          tx.sql()
              .update(ENROLMENTS)
              .set(REVOKED, Times.text(clock.instant()))
              .where(NAME.eq(host))
              .execute();
      if (changed == 0) {
        throw CloudException.notFound("HostNotFound", "No host " + host + " has joined.");
      }
    });
  }

  /** Forgets a host, which may then join again with any token. */
  public void forget(Tx tx, String host) {
    tx.afterCommit(known::forgetAll);
    tx.sql().deleteFrom(ENROLMENTS).where(NAME.eq(host)).execute();
  }

  public Optional<Enrolment> find(Tx tx, String host) {
    return tx.sql()
        .selectFrom(ENROLMENTS)
        .where(NAME.eq(host))
        .fetchOptional(row ->
            new Enrolment(
                new HostName(row.get(NAME)),
                Times.parse(row.get(ENROLLED)),
                Times.parse(row.get(EXPIRES)),
                Optional.ofNullable(row.get(REVOKED)).map(Times::parse)));
  }

  private static void checked(String host) {
    if (!HOST.matcher(host).matches()) {
      throw CloudException.badField(
          "host", host, "'" + host + "' is not a host name: letters, digits, dots and dashes");
    }
  }

  private static CloudException badToken() {
    return CloudException.unauthorized(
        "The token is wrong, used or expired. Make a new one: haneul host token");
  }

  private static CloudException stranger() {
    return CloudException.unauthorized(
        "This certificate is not, or no longer, one of a host of this cloud.");
  }

  private static String hash(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
