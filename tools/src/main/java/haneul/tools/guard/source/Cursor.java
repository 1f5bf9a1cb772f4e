package haneul.tools.guard.source;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How far a file was read. A file is known again by how it begins, whatever it is called by then
 * and be it compressed or a copy; as long as nothing of it was read, by its inode.
 *
 * @param headBytes how much of its beginning {@code head} is the hash of
 * @param offset what was read, uncompressed
 * @param within whether that ends within a line too long to be read whole
 * @param modifiedMillis when the file was written last, as it was read
 * @param size on disk, as it was read
 */
public record Cursor(
    long inode,
    int headBytes,
    String head,
    long offset,
    boolean within,
    long modifiedMillis,
    long size) {
  static final int MOST_HEAD_BYTES = 1024;

  /** For a file of which {@code offset} was read. */
  static Cursor of(FileFacts file, long offset, boolean within) {
    int bytes = (int) Math.min(offset, file.head().length);
    return new Cursor(
        file.inode(),
        bytes,
        hash(file.head(), bytes),
        offset,
        within,
        file.modifiedMillis(),
        file.size());
  }

  boolean isOf(FileFacts file) {
    return headBytes == 0
        ? inode == file.inode()
        : headBytes <= file.head().length && hash(file.head(), headBytes).equals(head);
  }

  private static String hash(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(Arrays.copyOf(bytes, length));
      return length == 0 ? "" : HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
