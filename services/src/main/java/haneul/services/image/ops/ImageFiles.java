package haneul.services.image.ops;

import haneul.base.id.Id;
import haneul.base.id.ImageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The images directory: {@code <image id>.<random>} is content, {@code incoming/} is what is being
 * received. One program has it at a time. Content is never written again, so its files are
 * read-only and may be linked into hosts' caches.
 */
public final class ImageFiles implements AutoCloseable {
  private final Path directory;
  private final Path incoming;
  private @Nullable FileChannel lock;

  public ImageFiles(Path directory) {
    this.directory = directory;
    this.incoming = directory.resolve("incoming");
  }

  /** Makes the directories, for the owner's eyes alone, and takes hold of them. */
  public void open() throws IOException {
    Files.createDirectories(incoming);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    FileChannel channel =
        FileChannel.open(
            directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held == null) {
        throw new IOException("the images directory is in use by another program");
      }
      lock = channel;
    } catch (IOException | OverlappingFileLockException e) {
      channel.close();
      throw new IOException("cannot take hold of the images directory: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  /** A name no file had before. */
  static String newName(ImageId id) {
    return id.value() + "." + Id.newHex().substring(0, 12);
  }

  Path incoming(String name) {
    return incoming.resolve(name);
  }

  Path content(String name) {
    return directory.resolve(name);
  }

  long usableBytes() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  /** Makes a received file content, for good. Its bytes must be on the disk already. */
  void keep(String name) throws IOException {
    Path file = incoming(name);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    Files.move(file, content(name), StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(directory);
    syncDirectory(incoming);
  }

  /** Removes a file wherever it has got to. */
  void discard(String name) {
    try {
      Files.deleteIfExists(incoming(name));
      if (Files.deleteIfExists(content(name))) {
        syncDirectory(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes every file that is not one of {@code wanted}; what was removed. */
  List<Path> removeOthers(Set<String> wanted) throws IOException {
    List<Path> removed = new ArrayList<>();
    for (Path parent : List.of(incoming, directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, Files::isRegularFile)) {
        for (Path file : files) {
          String name = String.valueOf(file.getFileName());
          boolean ours = name.matches("[0-9a-fA-F-]{36}\\.[0-9a-f]{12}");
          if (ours && (parent.equals(incoming) || !wanted.contains(name))) {
            Files.delete(file);
            removed.add(file);
          }
        }
      }
    }
    syncDirectory(directory);
    return removed;
  }

  /** Puts content at {@code target} in one step: a link on the same file system, else a copy. */
  void fetch(String name, Path target) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("no parent: " + target);
    }
    Files.createDirectories(parent);
    Path step = parent.resolve("." + target.getFileName() + "." + Id.newHex());
    try {
      if (!linked(content(name), step)) {
        Files.copy(content(name), step);
        try (FileChannel copy = FileChannel.open(step, StandardOpenOption.WRITE)) {
          copy.force(true);
        }
        Files.setPosixFilePermissions(step, PosixFilePermissions.fromString("r--r--r--"));
      }
      Files.move(step, target, StandardCopyOption.ATOMIC_MOVE);
      syncDirectory(parent);
    } finally {
      // A rename onto a link to the same file leaves both names.
      Files.deleteIfExists(step);
    }
  }

  private static boolean linked(Path content, Path link) throws IOException {
    if (!Files.exists(content)) {
      throw new java.nio.file.NoSuchFileException(content.toString());
    }
    try {
      Files.createLink(link, content);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Reads up to {@code length} bytes at {@code offset}. */
  static byte[] read(FileChannel channel, long offset, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try {
      int read = 0;
      while (read >= 0 && buffer.hasRemaining()) {
        read = channel.read(buffer, offset + buffer.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return bytes;
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
