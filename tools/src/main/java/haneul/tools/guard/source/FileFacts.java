package haneul.tools.guard.source;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file as it was when looked at.
 *
 * @param head how its content begins, uncompressed: at most {@link Cursor#MOST_HEAD_BYTES}
 */
record FileFacts(Path path, Stat stat, byte[] head, boolean compressed) {

  /** What tells, mostly, whether a file was written to or is another. */
  record Stat(long inode, long size, long modifiedMillis) {
    static Stat of(Path path) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stat(
          (Long) Objects.requireNonNull(Files.getAttribute(path, "unix:ino")),
          attributes.size(),
          attributes.lastModifiedTime().toMillis());
    }
  }

  static FileFacts of(Path path, Stat stat) throws IOException {
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      boolean compressed = isCompressed(in);
      return new FileFacts(path, stat, head(in, compressed), compressed);
    }
  }

  long inode() {
    return stat.inode();
  }

  long size() {
    return stat.size();
  }

  long modifiedMillis() {
    return stat.modifiedMillis();
  }

  /** By how it begins, not by its name. */
  private static boolean isCompressed(FileInputStream in) throws IOException {
    byte[] magic = in.readNBytes(2);
    in.getChannel().position(0);
    return magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
  }

  private static byte[] head(FileInputStream in, boolean compressed) throws IOException {
    try {
      InputStream content = compressed ? new GZIPInputStream(in) : in;
      return content.readNBytes(Cursor.MOST_HEAD_BYTES);
    } catch (EOFException | ZipException e) {
      return new byte[0]; // it is being written, or no gzip after all
    }
  }
}
