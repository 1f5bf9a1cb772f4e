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
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The directory of Fernet keys, laid out as Keystone's: a file a key, named by a number. The
 * highest makes tokens, the others still open theirs; 0 is the one that comes next. Only its owner
 * may read it.
 */
public final class KeyDirectory {
  private static final int KEY_BYTES = 32;

  private KeyDirectory() {}

  /** Reads the keys, the one that makes tokens first. Makes directory and keys when none are. */
  public static List<Fernet.Key> open(Path directory) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      SortedMap<Integer, Fernet.Key> keys = read(directory);
      if (keys.isEmpty()) {
        write(directory, "0");
        write(directory, "1");
        keys = read(directory);
      }
      return new ArrayList<>(keys.values());
    } catch (IOException e) {
      throw new UncheckedIOException("token keys in " + directory, e);
    }
  }

  private static SortedMap<Integer, Fernet.Key> read(Path directory) throws IOException {
    SortedMap<Integer, Fernet.Key> keys = new TreeMap<>(Collections.reverseOrder());
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9]{1,9}")) {
          keys.put(Integer.valueOf(name), parse(file));
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
    Files.createFile(
        half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
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
