package haneul.services.identity.store;

import haneul.services.identity.domain.Fernet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The directory of Fernet keys, laid out as Keystone's: a file a key, named by a number. The
 * highest makes tokens, the others still open theirs; 0 is the one that comes next, so that every
 * controller has it before any uses it. Only its owner may read it.
 */
public final class KeyDirectory {
  private static final int KEY_BYTES = 32;

  /** More keys than this are somebody else's files. */
  private static final int MOST_KEYS = 1_000;

  private static final Set<StandardOpenOption> LOCK_OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private KeyDirectory() {}

  /**
   * What a rotation did.
   *
   * @param primary the number of the key that makes tokens now
   * @param removed numbers of keys whose tokens have all expired
   * @param kept how many keys are left, the coming one included
   */
  public record Rotation(int primary, List<Integer> removed, int kept) {}

  /** The same directory; makes it, and two keys, where there is none. */
  public static Path ensure(Path directory) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (files(directory).isEmpty()) {
        write(directory, "0");
        write(directory, "1");
      }
      return directory;
    } catch (IOException e) {
      throw failed(directory, e);
    }
  }

  /** The keys, the one that makes tokens first. */
  public static List<Fernet.Key> read(Path directory) {
    try {
      List<Fernet.Key> keys = new ArrayList<>();
      for (Path file : files(directory).values()) {
        keys.add(parse(file));
      }
      return keys;
    } catch (IOException e) {
      throw failed(directory, e);
    }
  }

  /** Another text whenever a key was added, replaced or removed. */
  public static String fingerprint(Path directory) {
    try {
      StringBuilder text = new StringBuilder();
      for (Path file : files(directory).values()) {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        text.append(file.getFileName())
            .append(' ')
            .append(seen.lastModifiedTime().toInstant())
            .append(' ')
            .append(seen.size())
            .append(' ')
            .append(seen.fileKey())
            .append('\n');
      }
      return text.toString();
    } catch (IOException e) {
      throw failed(directory, e);
    }
  }

  /**
   * Makes the coming key the one that makes tokens, makes a new coming one, and removes keys that
   * made their last token longer ago than any token lives. No live token is lost. One that was
   * interrupted is finished instead.
   *
   * @param life the longest that a token can live
   */
  public static Rotation rotate(Path directory, Duration life, Instant now) {
    ensure(directory);
    try (FileChannel lock =
        FileChannel.open(directory.resolve(".lock"), LOCK_OPTIONS, OWNER_ONLY)) {
      lock.lock();
      SortedMap<Integer, Path> before = files(directory);
      int primary = before.firstKey();
      if (before.containsKey(0)) {
        primary++;
        promote(directory, primary, now);
      }
      write(directory, "0");
      List<Integer> removed = removeRetired(before, life, now);
      return new Rotation(primary, removed, files(directory).size());
    } catch (IOException e) {
      throw failed(directory, e);
    }
  }

  /** When a key was promoted is when the one before it made its last token. */
  private static void promote(Path directory, int primary, Instant now) throws IOException {
    Path coming = directory.resolve("0");
    Files.setLastModifiedTime(coming, FileTime.from(now));
    Files.move(
        coming, directory.resolve(Integer.toString(primary)), StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<Integer> removeRetired(
      SortedMap<Integer, Path> newestFirst, Duration life, Instant now) throws IOException {
    List<Integer> removed = new ArrayList<>();
    Instant lastToken = now;
    for (var key : newestFirst.entrySet()) {
      if (key.getKey() == 0) {
        continue;
      }
      Instant promoted = Files.getLastModifiedTime(key.getValue()).toInstant();
      if (lastToken.plus(life).isBefore(now)) {
        Files.delete(key.getValue());
        removed.add(key.getKey());
      }
      lastToken = promoted;
    }
    return removed;
  }

  private static UncheckedIOException failed(Path directory, IOException e) {
    return new UncheckedIOException("token keys in " + directory, e);
  }

  /** By number, the highest first. */
  private static SortedMap<Integer, Path> files(Path directory) throws IOException {
    SortedMap<Integer, Path> keys = new TreeMap<>(Collections.reverseOrder());
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.limit(MOST_KEYS).toList()) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9]{1,9}")) {
          keys.put(Integer.valueOf(name), file);
        }
      }
    }
    return keys;
  }

  private static Fernet.Key parse(Path file) throws IOException {
    try {
      return Fernet.Key.parse(Files.readString(file).strip());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is not a Fernet key", e);
    }
  }

  /** Whole or not at all, also when the machine stops in the middle. */
  private static void write(Path directory, String name) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path half = directory.resolve("." + name + ".new");
    Files.deleteIfExists(half);
    Files.createFile(half, OWNER_ONLY);
    try (FileChannel file = FileChannel.open(half, StandardOpenOption.WRITE)) {
      ByteBuffer text =
          ByteBuffer.wrap(
              Base64.getUrlEncoder().encodeToString(key).getBytes(StandardCharsets.US_ASCII));
      while (text.hasRemaining()) {
        file.write(text);
      }
      file.force(true);
    }
    Files.move(half, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
