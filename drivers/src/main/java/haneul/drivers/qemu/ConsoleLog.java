package haneul.drivers.qemu;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The end of what a guest said on its serial port: two files of at most {@link #HALF_BYTES}, the
 * older dropped when the newer is full.
 */
final class ConsoleLog {
  /** Together the files hold between 512 KiB and 1 MiB of a talkative guest. */
  static final int HALF_BYTES = 512 * 1024;

  private final Path newer;
  private final Path older;
  private final ReentrantLock lock = new ReentrantLock();

  ConsoleLog(Path file) {
    this.newer = file;
    this.older = file.resolveSibling(file.getFileName() + ".1");
  }

  void append(byte[] said) throws IOException {
    lock.lock();
    try {
      int from = Math.max(0, said.length - HALF_BYTES);
      int count = said.length - from;
      if (size(newer) + count > HALF_BYTES) {
        Files.move(newer, older, StandardCopyOption.REPLACE_EXISTING);
      }
      try (var out =
          Files.newOutputStream(newer, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        out.write(said, from, count);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The last {@code maxBytes}, as text; a character cut in two is shown as a replacement. */
  String tail(int maxBytes) throws IOException {
    lock.lock();
    try {
      byte[] last = end(newer, maxBytes);
      byte[] before = end(older, maxBytes - last.length);
      byte[] all = new byte[before.length + last.length];
      System.arraycopy(before, 0, all, 0, before.length);
      System.arraycopy(last, 0, all, before.length, last.length);
      return new String(all, StandardCharsets.UTF_8);
    } finally {
      lock.unlock();
    }
  }

  private static byte[] end(Path file, int maxBytes) throws IOException {
    long size = size(file);
    byte[] bytes = new byte[(int) Math.min(size, Math.max(0, maxBytes))];
    if (bytes.length > 0) {
      try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
        in.seek(size - bytes.length);
        in.readFully(bytes);
      }
    }
    return bytes;
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }
}
