package haneul.drivers.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import haneul.base.host.GuestMetadata;
import haneul.base.host.HostReport.GuestState;
import haneul.base.host.ImageRef;
import haneul.base.host.PowerWish;
import haneul.base.host.WantedGuest;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.drivers.spi.GuestDriver.Observed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every guest driver keeps. */
public abstract class GuestDriverContract {
  protected static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How a guest behaves. */
  protected enum Manner {
    /** Shuts down when its power button is pressed. */
    POLITE,
    /** Heeds nothing. */
    DEAF
  }

  protected GuestDriver driver;
  private WantedGuest last = wanted(new ServerId(Id.newUuid()), 0);

  /** A driver over this test's state; called again after the last one was closed. */
  protected abstract GuestDriver open() throws IOException;

  /** A raw image whose guest says {@code hello} and then behaves so. */
  protected abstract Path image(Manner manner) throws IOException;

  /** Told before a guest is prepared. */
  protected abstract void willBehave(ServerId id, Manner manner);

  /** Ends the guest's engine from outside. */
  protected abstract void killEngine(ServerId id) throws Exception;

  @BeforeEach
  void openDriver() throws IOException {
    driver = open();
  }

  @AfterEach
  void removeGuests() throws IOException {
    for (ServerId id : driver.guests().keySet()) {
      driver.destroy(id);
    }
    driver.close();
  }

  @Test
  void aPreparedGuestIsNotYetStarted() throws Exception {
    ServerId id = prepared(Manner.POLITE);
    assertThat(driver.guests()).containsEntry(id, new Observed(GuestState.PREPARING, 0));
    driver.prepare(last, image(Manner.POLITE));
    assertThat(driver.guests()).hasSize(1);
  }

  @Test
  void startsOnce() throws Exception {
    ServerId id = running(Manner.POLITE);
    driver.start(last, Map.of());
    assertThat(state(id)).isEqualTo(GuestState.RUNNING);
    assertThat(driver.consoleTail(id, 10_000).split("hello", -1)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void showsTheConsole() throws Exception {
    ServerId id = running(Manner.POLITE);
    awaitConsole(id, "hello");
    assertThat(driver.consoleTail(id, 3)).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void stopsAPoliteGuestAndStartsItAgain() throws Exception {
    ServerId id = running(Manner.POLITE);
    awaitConsole(id, "hello");
    driver.stop(id, PATIENCE);
    assertThat(state(id)).isEqualTo(GuestState.STOPPED);
    driver.stop(id, PATIENCE);
    driver.start(last, Map.of());
    assertThat(state(id)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void pullsThePlugOfADeafGuest() throws Exception {
    ServerId id = running(Manner.DEAF);
    driver.stop(id, Duration.ofMillis(300));
    assertThat(state(id)).isEqualTo(GuestState.STOPPED);
  }

  @Test
  void stopsAGuestThatNeverRan() throws Exception {
    ServerId id = prepared(Manner.POLITE);
    driver.stop(id, PATIENCE);
    assertThat(state(id)).isEqualTo(GuestState.STOPPED);
  }

  @Test
  void restartsAPoliteGuest() throws Exception {
    ServerId id = running(Manner.POLITE);
    awaitConsole(id, "hello");
    assertThat(driver.rebootSoft(id, PATIENCE)).isTrue();
    assertThat(state(id)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void cannotRestartADeafOrStoppedGuest() throws Exception {
    ServerId id = running(Manner.DEAF);
    assertThat(driver.rebootSoft(id, Duration.ofMillis(300))).isFalse();
    assertThat(state(id)).isEqualTo(GuestState.RUNNING);
    driver.stop(id, Duration.ZERO);
    assertThat(driver.rebootSoft(id, Duration.ofMillis(300))).isFalse();
  }

  @Test
  void tellsOfAGuestThatDies() throws Exception {
    ServerId id = running(Manner.DEAF);
    AtomicInteger told = new AtomicInteger();
    driver.onChange(told::incrementAndGet);
    killEngine(id);
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(() -> {
          assertThat(state(id)).isEqualTo(GuestState.CRASHED);
          assertThat(told).hasPositiveValue();
        });
    driver.start(last, Map.of());
    assertThat(state(id)).isEqualTo(GuestState.RUNNING);
  }

  @Test
  void recordsThePowerEpoch() throws Exception {
    ServerId id = prepared(Manner.POLITE);
    driver.recordPowerEpoch(id, 7);
    assertThat(observed(id).powerEpoch()).isEqualTo(7);
    reopen();
    assertThat(observed(id).powerEpoch()).isEqualTo(7);
  }

  @Test
  void guestsOutliveTheDriver() throws Exception {
    ServerId runs = running(Manner.POLITE);
    ServerId stopped = running(Manner.POLITE);
    driver.stop(stopped, Duration.ZERO);
    reopen();
    assertThat(state(runs)).isEqualTo(GuestState.RUNNING);
    assertThat(state(stopped)).isEqualTo(GuestState.STOPPED);
    driver.stop(runs, PATIENCE);
    assertThat(state(runs)).isEqualTo(GuestState.STOPPED);
  }

  @Test
  void aDeathBetweenDriversIsACrash() throws Exception {
    ServerId id = running(Manner.DEAF);
    driver.close();
    killEngine(id);
    driver = open();
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(state(id)).isEqualTo(GuestState.CRASHED));
  }

  @Test
  void destroysInAnyStateAndTwice() throws Exception {
    ServerId prepared = prepared(Manner.POLITE);
    ServerId running = running(Manner.DEAF);
    driver.destroy(prepared);
    driver.destroy(running);
    driver.destroy(running);
    assertThat(driver.guests()).isEmpty();
    reopen();
    assertThat(driver.guests()).isEmpty();
  }

  @Test
  void refusesGuestsItDoesNotHave() {
    ServerId unknown = new ServerId(Id.newUuid());
    assertThatThrownBy(() -> driver.stop(unknown, PATIENCE)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> driver.consoleTail(unknown, 10)).isInstanceOf(IOException.class);
  }

  protected final ServerId prepared(Manner manner) throws Exception {
    last = wanted(new ServerId(Id.newUuid()), 0);
    willBehave(last.id(), manner);
    driver.prepare(last, image(manner));
    return last.id();
  }

  protected final ServerId running(Manner manner) throws Exception {
    ServerId id = prepared(manner);
    driver.start(last, Map.of());
    assertThat(state(id)).isEqualTo(GuestState.RUNNING);
    return id;
  }

  protected final void reopen() throws IOException {
    driver.close();
    driver = open();
  }

  protected final GuestState state(ServerId id) {
    return observed(id).state();
  }

  private Observed observed(ServerId id) {
    return Optional.ofNullable(driver.guests().get(id)).orElseThrow();
  }

  protected final WantedGuest last() {
    return last;
  }

  protected final void awaitConsole(ServerId id, String text) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(driver.consoleTail(id, 10_000)).contains(text));
  }

  /** A guest of one processor and 32 MiB, without network cards. */
  public static WantedGuest wanted(ServerId id, int rootDiskGibibytes) {
    return new WantedGuest(
        id,
        new PowerWish(1, PowerWish.Action.RUN),
        1,
        32,
        rootDiskGibibytes,
        new ImageRef(new ImageId(Id.newUuid()), "raw", 1 << 20, "00"),
        List.of(),
        new GuestMetadata(
            id,
            new ProjectId(Id.newHex()),
            "name",
            "name",
            "m1.tiny",
            "nova",
            0,
            Map.of(),
            Map.of(),
            "",
            List.of("default")),
        false);
  }

  /** The same guest with a config drive. */
  public static WantedGuest withConfigDrive(WantedGuest plain) {
    return new WantedGuest(
        plain.id(),
        plain.power(),
        plain.vcpus(),
        plain.memoryMebibytes(),
        plain.rootDiskGibibytes(),
        plain.image(),
        plain.nics(),
        plain.metadata(),
        true);
  }
}
