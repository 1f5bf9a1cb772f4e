package haneul.services.image.ops;

import haneul.base.CrashPoint;
import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.services.image.domain.DiskInspection;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageBytes;
import haneul.services.image.domain.ImageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Receives an image's bytes into the images directory: hashed as they come, refused as early as can
 * be, inspected whole, on the disk when {@link #receive} returns. Holds two chunks in memory.
 */
final class Intake {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final long FREE_CHECK_BYTES = 64L << 20;

  private final ImageFiles files;
  private final ImageLimits limits;
  private final LongConsumer received;

  /**
   * @param received is told the bytes as they come
   */
  Intake(ImageFiles files, ImageLimits limits, LongConsumer received) {
    this.files = files;
    this.limits = limits;
    this.received = received;
  }

  /**
   * Receives into the file {@code name}, and leaves none when it throws.
   *
   * @param expected bytes, when the sender says so
   */
  Image.Content receive(String name, String diskFormat, InputStream in, OptionalLong expected)
      throws IOException {
    requireAllowed(expected.orElse(0));
    requireFree(expected.orElse(0));
    try (FileChannel file =
            FileChannel.open(
                files.incoming(name),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Digests digests = new Digests()) {
      long size = copy(in, file, digests, diskFormat);
      if (expected.isPresent() && expected.getAsLong() != size) {
        throw CloudException.badRequest("The request body ended early.");
      }
      CrashPoint.reach("image-upload/received");
      long virtualSize =
          DiskInspection.virtualSize(diskFormat, bytes(file, size), limits.maxVirtualBytes());
      file.force(true);
      CrashPoint.reach("image-upload/inspected");
      Image.Content content =
          new Image.Content(size, virtualSize, digests.md5(), digests.sha512(), name);
      files.keep(name);
      CrashPoint.reach("image-upload/kept");
      return content;
    } catch (IOException e) {
      boolean full = files.usableBytes() < 2 * CHUNK_BYTES;
      files.discard(name);
      if (full) {
        throw storageFull(e);
      }
      throw e;
    } catch (RuntimeException e) {
      files.discard(name);
      throw e;
    }
  }

  /** Reads a chunk while the one before is hashed. */
  private long copy(InputStream in, FileChannel file, Digests digests, String diskFormat)
      throws IOException {
    byte[][] chunks = {new byte[CHUNK_BYTES], new byte[CHUNK_BYTES]};
    long size = 0;
    long freeAt = 0;
    for (int i = 0; ; i++) {
      byte[] chunk = chunks[i % 2];
      int length = read(in, chunk);
      if (size == 0) {
        requireData(length);
        byte[] head = Arrays.copyOf(chunk, Math.min(length, DiskInspection.HEAD_BYTES));
        DiskInspection.checkHead(diskFormat, head, limits.maxVirtualBytes());
      }
      if (length == 0) {
        return size;
      }
      size += length;
      requireAllowed(size);
      if (size - freeAt >= FREE_CHECK_BYTES) {
        requireFree(0);
        freeAt = size;
      }
      digests.begin(chunk, length);
      write(file, chunk, length);
      received.accept(length);
      CrashPoint.reach("image-upload/receiving");
    }
  }

  /** What cannot be read is the sender's doing; what cannot be written is not. */
  private static int read(InputStream in, byte[] chunk) {
    try {
      return in.readNBytes(chunk, 0, chunk.length);
    } catch (IOException | UncheckedIOException e) {
      throw CloudException.of(
          ErrorKind.BAD_REQUEST, "BadRequest", "The request body ended early.", e);
    }
  }

  private static void write(FileChannel file, byte[] chunk, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, length);
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
  }

  private static void requireData(int length) {
    if (length == 0) {
      throw CloudException.badRequest("The image has no data: the request body is empty.");
    }
  }

  private void requireAllowed(long size) {
    if (size > limits.maxImageBytes()) {
      throw CloudException.of(
          ErrorKind.TOO_LARGE,
          "ImageSizeLimitExceeded",
          "The incoming image is too large: at most "
              + limits.maxImageBytes()
              + " bytes are allowed.");
    }
  }

  private void requireFree(long bytes) throws IOException {
    if (files.usableBytes() - limits.reserveBytes() < bytes) {
      throw storageFull(new IOException("what is free is reserved"));
    }
  }

  private static CloudException storageFull(IOException cause) {
    return CloudException.of(
        ErrorKind.TOO_LARGE,
        "StorageFull",
        "Image storage media is full: there is no room for this image.",
        cause);
  }

  private static ImageBytes bytes(FileChannel file, long size) {
    return new ImageBytes() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public byte[] read(long offset, int length) {
        return ImageFiles.read(file, offset, length);
      }
    };
  }
}
