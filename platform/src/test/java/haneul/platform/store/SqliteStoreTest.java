package haneul.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest {
  @TempDir Path directory;

  private static String pragma(Tx tx, String name) {
    return String.valueOf(tx.sql().fetchValue("PRAGMA " + name));
  }

  @Test
  void bothPoolsSyncEveryCommitToTheDisk() {
    try (Store store = Store.sqlite(directory.resolve("a.db"))) {
      for (List<String> settings :
          List.of(store.write(SqliteStoreTest::settings), store.read(SqliteStoreTest::settings))) {
        // 2 is FULL.
        assertThat(settings).containsExactly("wal", "2", "1");
      }
      assertThat(store.<String>read(tx -> pragma(tx, "query_only"))).isEqualTo("1");
    }
  }

  private static List<String> settings(Tx tx) {
    return List.of(
        pragma(tx, "journal_mode"), pragma(tx, "synchronous"), pragma(tx, "foreign_keys"));
  }

  @Test
  void allItsFilesAreTheOwnersOnly() throws IOException {
    Path file = directory.resolve("a.db");
    try (Store store = Store.sqlite(file)) {
      store.run(tx -> tx.sql().execute("CREATE TABLE t (a TEXT)"));
      try (Stream<Path> files = Files.list(directory)) {
        List<Path> all = files.toList();
        assertThat(all).hasSize(3);
        for (Path each : all) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
              .as(each.toString())
              .isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void anExistingFilesPermissionsAreNarrowed() throws IOException {
    Path file = directory.resolve("a.db");
    Store.sqlite(file).close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Store.sqlite(file).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void anIdleStoreHoldsNoLock() {
    Path file = directory.resolve("a.db");
    try (Store one = Store.sqlite(file);
        Store two = Store.sqlite(file)) {
      one.run(tx -> tx.sql().execute("CREATE TABLE t (a TEXT)"));
      two.run(tx -> tx.sql().execute("INSERT INTO t VALUES ('x')"));
      one.run(tx -> tx.sql().execute("INSERT INTO t VALUES ('y')"));
      assertThat(two.<Integer>read(tx -> tx.sql().fetchCount(DSL.table("t")))).isEqualTo(2);
    }
  }

  @Test
  void waitingIsBounded() throws Exception {
    try (Store store = Store.sqlite(directory.resolve("a.db"), Duration.ofMillis(300))) {
      CountDownLatch holding = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Thread holder =
          Thread.ofPlatform()
              .start(() ->
                  store.write(tx -> {
                    holding.countDown();
                    try {
                      release.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return tx;
                  }));
      holding.await();
      assertThatThrownBy(() -> store.run(tx -> {}))
          .isInstanceOfSatisfying(
              CloudException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                assertThat(e.code()).isEqualTo("StoreBusy");
              });
      release.countDown();
      holder.join();
      store.run(tx -> {});
    }
  }

  /** Writes that come at once share a transaction; each is whole or not at all, by itself. */
  @Test
  void whatFailsAmongWritesThatShareASyncIsAlone() throws Exception {
    try (Store store = Store.sqlite(directory.resolve("a.db"))) {
      store.run(tx -> tx.sql().execute("CREATE TABLE t (a INTEGER PRIMARY KEY)"));
      List<Future<?>> futures = new ArrayList<>();
      List<Integer> committed = Collections.synchronizedList(new ArrayList<>());
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 200; i++) {
          int id = i;
          futures.add(
              threads.submit(() ->
                  store.run(tx -> {
                    tx.sql().execute("INSERT INTO t VALUES (?)", id);
                    tx.afterCommit(() -> committed.add(id));
                    switch (id % 4) {
                      case 1 -> throw new IllegalStateException("no");
                      case 2 -> tx.sql().execute("INSERT INTO t VALUES (?)", id);
                      default -> {}
                    }
                  })));
        }
      }
      List<Integer> expected =
          IntStream.range(0, 200).filter(i -> i % 4 == 0 || i % 4 == 3).boxed().toList();
      for (int i = 0; i < 200; i++) {
        assertThat(futures.get(i).state() == Future.State.SUCCESS).isEqualTo(expected.contains(i));
      }
      assertThat(committed).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(
              store.<List<Integer>>read(
                  tx -> tx.sql().fetch("SELECT a FROM t ORDER BY a").getValues(0, Integer.class)))
          .isEqualTo(expected);
    }
  }

  @Test
  void aClosedStoreSaysSo() {
    Store store = Store.sqlite(directory.resolve("a.db"));
    store.close();
    assertThatThrownBy(() -> store.run(tx -> {}))
        .isInstanceOfSatisfying(
            CloudException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
  }

  @Test
  void controllersThatStartTogetherMigrateOnce() throws Exception {
    Path file = directory.resolve("a.db");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Store>> stores = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        stores.add(threads.submit(() -> Store.sqlite(file)));
      }
      for (Future<Store> store : stores) {
        store.get(60, TimeUnit.SECONDS).close();
      }
    }
  }

  @Test
  void aMissingDirectoryIsNamed() {
    assertThatThrownBy(() -> Store.sqlite(directory.resolve("none/a.db")))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("none/a.db")
        .hasMessageContaining("directory");
  }

  @Test
  void aFileThatIsNoDatabaseIsLeftAlone() throws IOException {
    Path file = directory.resolve("a.db");
    String text = "my poems, ".repeat(1000);
    Files.writeString(file, text);
    assertThatThrownBy(() -> Store.sqlite(file))
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("no SQLite database");
    assertThat(Files.readString(file)).isEqualTo(text);
  }
}
