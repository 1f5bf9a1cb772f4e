package haneul.services.image.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.services.image.domain.Image;
import haneul.services.image.domain.ImageStatus;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/**
 * Sends an image's content. The file is opened when the first byte is due: an image deleted before
 * ends the answer early, one deleted after is sent whole.
 */
public final class DownloadImage {
  private static final int CHUNK_BYTES = 32 << 10;

  private final Store store;
  private final ImageFiles files;
  private final LongConsumer sent;

  /**
   * @param sent is told the bytes as they go
   */
  public DownloadImage(Store store, ImageFiles files, LongConsumer sent) {
    this.store = store;
    this.files = files;
    this.sent = sent;
  }

  /** The image, when the caller may have its content. */
  public Image find(Caller caller, String id) {
    Image image = store.read(tx -> Lookup.visible(tx, caller, id));
    if (image.status() == ImageStatus.DEACTIVATED && !caller.isAdmin()) {
      throw CloudException.forbidden(
          "The requested image has been deactivated. Image data download is forbidden.");
    }
    return image;
  }

  /** Writes {@code length} bytes of the content, from {@code offset}. */
  public void write(Image.Content content, long offset, long length, OutputStream out)
      throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, length)];
    try (FileChannel file =
        FileChannel.open(files.content(content.file()), StandardOpenOption.READ)) {
      file.position(offset);
      long left = length;
      while (left > 0) {
        int read = file.read(ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, left)));
        if (read < 0) {
          throw new EOFException("the content is shorter than it was: " + content.file());
        }
        out.write(chunk, 0, read);
        sent.accept(read);
        left -= read;
      }
    }
  }
}
