package haneul.platform.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.error.CloudException;
import haneul.base.id.HostName;
import haneul.platform.link.CertificateAuthority.Issued;
import haneul.platform.store.OnEveryStore;
import haneul.platform.store.Relation;
import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token is good for, and for whom, however often it is asked with. */
@OnEveryStore
final class EnrolmentsTest {
  private static final String HOST = "compute01";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String KEY = newKey();
  private static final String OTHER_KEY = newKey();
  private static final int MOST_OPEN = 1_000;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final TestDatabase database;
  private final Store store;
  private final CertificateAuthority authority;
  private final Enrolments enrolments;

  EnrolmentsTest(TestDatabase database, Store store, @TempDir Path directory) throws IOException {
    this.database = database;
    this.store = store;
    authority = CertificateAuthority.open(directory, Clock.systemUTC());
    enrolments = new Enrolments(store, now::get, authority);
  }

  private static String newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return Base64.getEncoder()
          .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private String newToken() {
    return enrolments.newToken(Optional.empty(), HOUR).token();
  }

  private String newTokenFor(String host) {
    return enrolments.newToken(Optional.of(host), HOUR).token();
  }

  private void refused(String token, String host, String key) {
    assertThatThrownBy(() -> enrolments.enrol(token, host, key))
        .isInstanceOf(CloudException.class)
        .hasMessage("The token is wrong, used or expired. Make a new one: haneul host token");
  }

  @Test
  void whoAsksAgainWithTheSameKeyGetsTheSameCertificate() {
    String token = newToken();
    Issued lost = enrolments.enrol(token, HOST, KEY);
    Issued again = enrolments.enrol(token, HOST, KEY);
    assertThat(again.pem()).isEqualTo(lost.pem());
    assertThat(again.expiresAt()).isEqualTo(lost.expiresAt());
    assertThat(enrolments.identify(again.certificate())).isEqualTo(new HostName(HOST));
    // Who has it already is not put out by somebody who asks again.
    assertThat(enrolments.enrol(token, HOST, KEY)).isEqualTo(lost);
    assertThat(enrolments.identify(lost.certificate())).isEqualTo(new HostName(HOST));
  }

  @Test
  void anotherControlThatWasStartedMeanwhileAnswersTheSame() {
    String token = newTokenFor(HOST);
    Issued lost = enrolments.enrol(token, HOST, KEY);
    Enrolments other = new Enrolments(database.open(), now::get, authority);
    assertThat(other.enrol(token, HOST, KEY)).isEqualTo(lost);
  }

  @Test
  void aUsedTokenIsWorthNothingElsewhere() {
    String token = newToken();
    enrolments.enrol(token, HOST, KEY);
    refused(token, HOST, OTHER_KEY);
    refused(token, "compute02", KEY);
    refused(token, "compute02", OTHER_KEY);
    String own = newTokenFor(HOST);
    refused(own, "compute02", KEY);
    enrolments.enrol(own, HOST, OTHER_KEY);
    refused(own, HOST, KEY);
  }

  @Test
  void aKnownNameNeedsATokenOfItsOwn() {
    enrolments.enrol(newToken(), HOST, KEY);
    String any = newToken();
    assertThatThrownBy(() -> enrolments.enrol(any, HOST, OTHER_KEY))
        .hasMessageContaining("haneul host token --name " + HOST);
    enrolments.enrol(any, "compute02", OTHER_KEY);
    enrolments.enrol(newTokenFor(HOST), HOST, OTHER_KEY);
  }

  /** As control's own host: its agent asks for its guests without any certificate. */
  @Test
  void aHostThatNeverJoinedNeedsATokenOfItsOwnToo() {
    store.run(tx ->
        tx.sql()
            .execute(
                """
                INSERT INTO host (name, revision, vcpus, memory_mebibytes, disk_gibibytes, address,
                  hypervisor_type, hypervisor_version, cpu_model, applied_revision, seen_at,
                  created_at)
                VALUES ('control', 1, 1, 1, 1, '', '', '', '', 1, '2000', '2000')\
                """));
    String any = newToken();
    assertThatThrownBy(() -> enrolments.enrol(any, "control", KEY))
        .hasMessageContaining("haneul host token --name control");
    enrolments.enrol(newTokenFor("control"), "control", KEY);
  }

  @Test
  void whoHasNoGoodTokenIsNotToldWhatIsWrongWithTheKey() {
    refused("hnl1." + "0".repeat(32) + "." + "0".repeat(64), HOST, "no key");
    refused(newTokenFor("compute02"), HOST, "no key");
    String good = newToken();
    assertThatThrownBy(() -> enrolments.enrol(good, HOST, "no key"))
        .hasMessageContaining("it is no EC key in base64");
    enrolments.enrol(good, HOST, KEY);
  }

  @Test
  void aUsedTokenExpiresToo() {
    String token = newToken();
    enrolments.enrol(token, HOST, KEY);
    now.updateAndGet(then -> then.plus(HOUR).plusMillis(1));
    refused(token, HOST, KEY);
    newToken();
    assertThat(tokens()).isEqualTo(1);
  }

  @Test
  void whoWasRevokedForgottenOrReplacedStaysOut() {
    String token = newToken();
    Issued first = enrolments.enrol(token, HOST, KEY);
    enrolments.revoke(HOST);
    refused(token, HOST, KEY);

    String second = newTokenFor(HOST);
    assertThat(enrolments.enrol(second, HOST, KEY)).isNotEqualTo(first);
    refused(token, HOST, KEY);

    String third = newTokenFor(HOST);
    enrolments.enrol(third, HOST, OTHER_KEY);
    refused(second, HOST, KEY);

    store.run(tx -> enrolments.forget(tx, HOST));
    refused(third, HOST, OTHER_KEY);
    enrolments.enrol(newToken(), HOST, KEY);
  }

  @Test
  void whoRenewedNeedsTheOldCertificateNoMore() {
    String token = newToken();
    Issued first = enrolments.enrol(token, HOST, KEY);
    Issued renewed = enrolments.renew(new HostName(HOST), OTHER_KEY);
    assertThat(enrolments.enrol(token, HOST, KEY)).isEqualTo(first);
    enrolments.identify(renewed.certificate());
    refused(token, HOST, KEY);
    assertThat(enrolments.identify(renewed.certificate())).isEqualTo(new HostName(HOST));
  }

  @Test
  void askedForAtOnceThereIsOneCertificate() throws Exception {
    String token = newToken();
    try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Issued> ask = () -> enrolments.enrol(token, HOST, KEY);
      List<Future<Issued>> answers = asking.invokeAll(List.of(ask, ask, ask, ask));
      for (Future<Issued> answer : answers) {
        assertThat(answer.get()).isEqualTo(answers.getFirst().get());
      }
    }
  }

  @Test
  void onlyUnusedTokensCount() {
    for (int host = 1; host <= 3; host++) {
      enrolments.enrol(newToken(), "compute0" + host, KEY);
    }
    store.run(tx ->
        tx.sql()
            .execute(
                """
                INSERT INTO host_token (hash, expires_at, created_at)
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                SELECT 'unused ' || i, '9999', '2000' FROM n\
                """
                    .formatted(MOST_OPEN - 1)));
    String last = newToken();
    assertThatThrownBy(this::newToken).hasMessageContaining("1000 unused host tokens");
    enrolments.enrol(last, HOST + "-b", KEY);
    newToken();
  }

  @Test
  void ofAHostThatJoinsOverAndOverOneUsedTokenIsKept() {
    for (int time = 0; time < 3; time++) {
      enrolments.enrol(newTokenFor(HOST), HOST, newKey());
    }
    assertThat(tokens()).isEqualTo(1);
  }

  @Test
  void theSecretIsNotKept() {
    String token = newToken();
    enrolments.enrol(token, HOST, KEY);
    String rows = store.read(tx -> tx.sql().fetch("SELECT * FROM host_token").formatCSV());
    assertThat(rows).contains(HOST).doesNotContain(token.split("\\.", -1)[1]);
  }

  private int tokens() {
    return store.read(tx -> tx.sql().fetchCount(new Relation("host_token")));
  }
}
