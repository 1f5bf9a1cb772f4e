package haneul.services.image.domain;

/** The bytes of an image file, read here and there. */
public interface ImageBytes {
  long size();

  /** Up to {@code length} bytes at {@code offset}; fewer where the file ends. */
  byte[] read(long offset, int length);
}
