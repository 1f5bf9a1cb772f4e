package haneul.tools.guard.action;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Changes a file that others read all the time and may write too: by a new file that takes its
 * place at once, with the owner, group and permissions of the old. A link leads to the file that is
 * changed.
 */
final class FileSwap {
  private static final int MOST_BYTES = 4 << 20;
  private static final int MOST_TRIES = 5;

  private FileSwap() {}

  /** What is to become of the content. */
  interface Change {
    byte[] of(byte[] before);
  }

  /** The content; nothing if there is no such file. */
  static Optional<byte[]> read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new UserError(path + " is a directory; name the file: " + path.resolve(".htaccess"));
    }
    try {
      if (Files.size(path) > MOST_BYTES) {
        throw new UserError(path + " is larger than 4 MiB; that is no .htaccess.");
      }
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw new UserError(path + " cannot be read; run this as its owner or as root.");
    }
  }

  /** Whether anything had to be changed. */
  static boolean change(Path link, Change change) throws IOException {
    Path path = Files.exists(link) ? link.toRealPath() : link;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Optional<byte[]> before = read(path);
      byte[] after = change.of(before.orElse(new byte[0]));
      if (Arrays.equals(before.orElse(new byte[0]), after)) {
        return false;
      }
      if (replace(path, before, after)) {
        return true;
      }
    }
    throw new UserError(path + " is written by something else all the time; it was left alone.");
  }

  /** False when somebody else changed it meanwhile. */
  private static boolean replace(Path path, Optional<byte[]> before, byte[] after)
      throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Path fresh;
    try {
      fresh = Files.createTempFile(directory, ".htaccess-guard", ".new");
    } catch (FileSystemException e) {
      String why =
          e instanceof NoSuchFileException
              ? "it is not there; is the path right?"
              : e instanceof AccessDeniedException
                  ? "permission denied; run this as its owner or as root."
                  : e.getMessage();
      throw new UserError("nothing can be written in " + directory + ": " + why);
    }
    try {
      write(fresh, after);
      takeOver(path, fresh, before.isPresent());
      boolean same =
          before.isPresent()
              ? Files.exists(path) && Arrays.equals(Files.readAllBytes(path), before.get())
              : !Files.exists(path);
      if (same) {
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
          opened.force(true);
        }
      }
      return same;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void write(Path fresh, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Owner, group and permissions; of a file that is new, what a web server needs to read it. */
  private static void takeOver(Path old, Path fresh, boolean exists) throws IOException {
    if (!exists) {
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
      return;
    }
    for (String owner : new String[] {"unix:uid", "unix:gid"}) {
      Object wanted = Files.getAttribute(old, owner);
      if (!Objects.equals(wanted, Files.getAttribute(fresh, owner))) {
        try {
          Files.setAttribute(fresh, owner, wanted);
        } catch (FileSystemException e) {
          throw new UserError(
              old + " belongs to another, and so must what replaces it: run this as root.");
        }
      }
    }
    Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(old));
  }
}
