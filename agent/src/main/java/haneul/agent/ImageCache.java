package haneul.agent;

import haneul.base.CrashPoint;
import haneul.base.host.ControlLink;
import haneul.base.host.ImageRef;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Base images on this host, named by their content's SHA-512. A file that has its name was
 * verified. Guests' disks hold a second name of it, so it may be removed here at any time; it is,
 * when no disk does and it was not asked for in a while.
 */
final class ImageCache {
  private static final Logger LOG = System.getLogger(ImageCache.class.getName());
  private static final String UNFINISHED = ".part";
  private static final int READ_BYTES = 1 << 20;

  private final Path directory;
  private final ControlLink link;
  private final Clock clock;
  private final Duration keep;
  private final Map<String, ReentrantLock> fetching = new ConcurrentHashMap<>();

  /**
   * @param directory made when missing; what an earlier program left unfinished there is removed
   * @param keep how long an unused image stays
   */
  ImageCache(Path directory, ControlLink link, Clock clock, Duration keep) throws IOException {
    this.directory = directory;
    this.link = link;
    this.clock = clock;
    this.keep = keep;
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * The image's file, fetched and verified when it is not there. Callers for one image wait for one
   * fetch.
   */
  Path fetched(ImageRef image) throws IOException, InterruptedException {
    String sha512 = image.sha512().toLowerCase(Locale.ROOT);
    if (!sha512.matches("[0-9a-f]{128}") || !image.diskFormat().matches("[a-z0-9]{1,16}")) {
      throw new IOException("image " + image.id() + " has no usable checksum or format");
    }
    Path file = directory.resolve(sha512 + "." + image.diskFormat());
    ReentrantLock lock = fetching.computeIfAbsent(sha512, _ -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      if (!Files.exists(file)) {
        fetch(image, sha512, file);
      }
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
      return file;
    } finally {
      lock.unlock();
    }
  }

  private void fetch(ImageRef image, String sha512, Path file) throws IOException {
    Path part = directory.resolve(file.getFileName() + UNFINISHED);
    Files.deleteIfExists(part);
    try {
      link.fetchImage(image.id(), part);
      CrashPoint.reach("agent/image:fetched");
      String found = sha512(part);
      if (!found.equals(sha512)) {
        throw new IOException(
            "image " + image.id() + " is not what its checksum says: SHA-512 " + found);
      }
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ)) {
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Removes images that no disk uses and nobody asked for in a while. */
  void removeUnused() throws IOException {
    FileTime old = FileTime.from(clock.instant().minus(keep));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        boolean used = ((Number) Files.getAttribute(file, "unix:nlink")).intValue() > 1;
        if (!used
            && !file.toString().endsWith(UNFINISHED)
            && Files.getLastModifiedTime(file).compareTo(old) < 0) {
          Files.deleteIfExists(file);
          LOG.log(Level.INFO, "removed unused image {0}", file.getFileName());
        }
      }
    }
  }

  private static String sha512(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      byte[] buffer = new byte[READ_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-512", impossible);
    }
  }
}
