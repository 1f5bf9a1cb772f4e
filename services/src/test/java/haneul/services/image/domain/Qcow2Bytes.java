package haneul.services.image.domain;

import java.nio.ByteBuffer;

/** A small qcow2 file of version 3, made by hand, so that each field can be made wrong. */
public final class Qcow2Bytes {
  /** One of its clusters. */
  public static final int CLUSTER = 1 << 16;

  /** What its disk holds. */
  public static final long VIRTUAL_SIZE = 10L << 20;

  private final ByteBuffer bytes = ByteBuffer.allocate(4 * CLUSTER);

  /** A good one: header, refcount table, L1 table, one L2 table. */
  public Qcow2Bytes() {
    put4(0, 0x514649fb).put4(4, 3).put4(20, 16).put8(24, VIRTUAL_SIZE);
    put4(36, 1).put8(40, 2L * CLUSTER).put8(48, CLUSTER).put4(56, 1);
    put4(96, 4).put4(100, 104);
    put8(2 * CLUSTER, 1L << 63 | 3L * CLUSTER);
  }

  /** Sets four bytes. */
  public Qcow2Bytes put4(int offset, int value) {
    bytes.putInt(offset, value);
    return this;
  }

  /** Sets eight bytes. */
  public Qcow2Bytes put8(int offset, long value) {
    bytes.putLong(offset, value);
    return this;
  }

  /** The file. */
  public byte[] bytes() {
    return bytes.array();
  }
}
