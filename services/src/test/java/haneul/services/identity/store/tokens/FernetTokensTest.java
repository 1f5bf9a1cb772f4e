package haneul.services.identity.store.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.store.KeyDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that nothing is kept of, and the keys that make them. */
class FernetTokensTest extends TokenDriverSuite {
  private static final Duration LIFE = Duration.ofDays(30);
  private final Instant now = Instant.now();

  private final Path directory;
  private final KeyRing keys;

  FernetTokensTest(@TempDir Path directory) {
    this.directory = directory.resolve("keys");
    this.keys = new KeyRing(this.directory);
  }

  @Override
  FernetTokens driver() {
    return new FernetTokens(keys);
  }

  @Override
  FernetTokens elsewhere() {
    return new FernetTokens(new KeyRing(directory));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  void aRotationKeepsLiveTokensAndIsSeenWhileRunning() throws IOException {
    TokenClaims claims = claims(1);
    String before = driver().issue(claims);
    int version = keys.version();

    KeyDirectory.Rotation rotation = KeyDirectory.rotate(directory, LIFE, now);
    keys.look();

    assertThat(rotation).isEqualTo(new KeyDirectory.Rotation(2, List.of(), 3));
    assertThat(names()).containsExactly("0", "1", "2");
    assertThat(keys.version()).isNotEqualTo(version);
    assertThat(driver().open(before)).contains(claims);
    assertThat(driver().open(driver().issue(claims))).contains(claims);
  }

  /** The coming key is everywhere before it is used: no order of copying loses a token. */
  @Test
  void aControllerThatHasNotSeenTheRotationOpensWhatTheNewKeyMakes(@TempDir Path other)
      throws IOException {
    copy(directory, other);
    KeyRing behind = new KeyRing(other);

    KeyDirectory.rotate(directory, LIFE, now);
    keys.look();
    TokenClaims claims = claims(2);
    String made = driver().issue(claims);

    assertThat(new FernetTokens(behind).open(made)).contains(claims);
    String old = new FernetTokens(behind).issue(claims);
    copy(directory, other);
    behind.look();
    assertThat(driver().open(old)).contains(claims);
    assertThat(driver().open(new FernetTokens(behind).issue(claims))).contains(claims);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Test
  void aKeyGoesWhenItsLastTokenHasExpired() throws IOException {
    String old = driver().issue(claims(1));
    KeyDirectory.rotate(directory, LIFE, now);
    Instant next = now.plus(LIFE).minusSeconds(1);
    assertThat(KeyDirectory.rotate(directory, LIFE, next).removed()).isEmpty();
    keys.look();
    assertThat(driver().open(old)).isPresent();

    Instant late = now.plus(LIFE).plusSeconds(1);
    KeyDirectory.Rotation rotation = KeyDirectory.rotate(directory, LIFE, late);

    assertThat(rotation.removed()).containsExactly(1);
    assertThat(names()).containsExactly("0", "2", "3", "4");
    keys.look();
    assertThat(driver().open(old)).isEmpty();
  }

  @Test
  void anInterruptedRotationIsFinished() throws IOException {
    Files.move(directory.resolve("0"), directory.resolve("2"));

    assertThat(KeyDirectory.rotate(directory, LIFE, now).primary()).isEqualTo(2);
    assertThat(names()).containsExactly("0", "1", "2");
  }

  @Test
  void keysThatCannotBeReadLeaveTheLastGoodOnes() throws IOException {
    String token = driver().issue(claims(1));

    Files.writeString(directory.resolve("7"), "half a k");
    keys.look();

    assertThat(driver().open(token)).isPresent();
    assertThat(driver().open(driver().issue(claims(2)))).isPresent();
    Files.delete(directory.resolve("7"));
    keys.look();
    assertThat(driver().open(token)).isPresent();
  }

  /** An operator who throws the keys away means every token. */
  @Test
  void newKeysVoidWhatTheOldOnesMade() throws IOException {
    String token = driver().issue(claims(1));
    for (String name : names()) {
      Files.delete(directory.resolve(name));
    }
    KeyDirectory.ensure(directory);

    keys.look();

    assertThat(driver().open(token)).isEmpty();
  }

  @Test
  void keysAreTheirOwnersOnly() throws IOException {
    KeyDirectory.rotate(directory, LIFE, now);
    for (String name : names()) {
      assertThat(Files.getPosixFilePermissions(directory.resolve(name)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    assertThat(Files.getPosixFilePermissions(directory))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aStartWithoutReadableKeysSaysWhichFile() throws IOException {
    Files.writeString(directory.resolve("1"), "nonsense");

    assertThatThrownBy(() -> new KeyRing(directory))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(directory.toString())
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }
}
