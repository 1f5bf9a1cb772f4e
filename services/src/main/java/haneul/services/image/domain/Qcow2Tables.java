package haneul.services.image.domain;

import java.nio.ByteBuffer;

/**
 * What a qcow2 header points at: extensions, and the tables it needs, which must be within the
 * file. A file cut short is found here. Reads at most 32 MiB.
 */
final class Qcow2Tables {
  private static final int EXTENSION_DATA_FILE = 0x44415441;
  private static final int EXTENSION_ENCRYPTION = 0x0537be77;
  private static final int MAX_EXTENSIONS = 64;
  private static final long MAX_L1_BYTES = 32 << 20;
  private static final long MAX_REFCOUNT_TABLE_BYTES = 8 << 20;
  private static final long MAX_SNAPSHOTS = 65_536;
  private static final int PIECE_BYTES = 64 << 10;

  /** Of an L1 entry, the offset of an L2 table. */
  private static final long L2_OFFSET = 0x00fffffffffffe00L;

  private final Qcow2Header header;
  private final ImageBytes bytes;

  private Qcow2Tables(Qcow2Header header, ImageBytes bytes) {
    this.header = header;
    this.bytes = bytes;
  }

  static void check(Qcow2Header header, ImageBytes bytes) {
    Qcow2Tables tables = new Qcow2Tables(header, bytes);
    tables.checkExtensions();
    tables.checkRefcountTable();
    tables.checkSnapshots();
    tables.checkL1();
  }

  private void checkExtensions() {
    long at = header.headerLength();
    for (int seen = 0; at + 8 <= header.clusterBytes(); seen++) {
      byte[] start = bytes.read(at, 8);
      if (start.length < 8) {
        return;
      }
      int type = ByteBuffer.wrap(start).getInt(0);
      long length = Integer.toUnsignedLong(ByteBuffer.wrap(start).getInt(4));
      if (type == 0) {
        return;
      }
      if (type == EXTENSION_DATA_FILE) {
        throw Qcow2Header.externalData();
      }
      if (type == EXTENSION_ENCRYPTION) {
        throw Qcow2Header.encrypted();
      }
      if (seen == MAX_EXTENSIONS || length > header.clusterBytes() - at - 8) {
        throw DiskInspection.refused("The image's qcow2 header extensions do not end.");
      }
      at += 8 + (length + 7) / 8 * 8;
    }
  }

  private void checkRefcountTable() {
    long tableBytes = header.refcountTableClusters() << header.clusterBits();
    if (tableBytes == 0 || tableBytes > MAX_REFCOUNT_TABLE_BYTES) {
      throw DiskInspection.refused("The image's refcount table is empty or too large.");
    }
    requireWithin("refcount table", header.refcountTableOffset(), tableBytes);
  }

  private void checkSnapshots() {
    if (header.snapshots() == 0) {
      return;
    }
    if (header.snapshots() > MAX_SNAPSHOTS) {
      throw DiskInspection.refused("The image has too many internal snapshots.");
    }
    // The shortest entry of the table is 40 bytes.
    requireWithin("snapshot table", header.snapshotsOffset(), header.snapshots() * 40);
  }

  private void checkL1() {
    long needed = -Math.floorDiv(-header.sizeBytes(), header.bytesPerL1Entry());
    long tableBytes = header.l1Entries() * 8;
    if (header.l1Entries() < needed || tableBytes > MAX_L1_BYTES) {
      throw DiskInspection.refused("The image's L1 table does not fit the size of its disk.");
    }
    requireWithin("L1 table", header.l1Offset(), tableBytes);
    for (long at = 0; at < tableBytes; at += PIECE_BYTES) {
      int length = (int) Math.min(PIECE_BYTES, tableBytes - at);
      ByteBuffer piece = ByteBuffer.wrap(bytes.read(header.l1Offset() + at, length));
      while (piece.remaining() >= 8) {
        long offset = piece.getLong() & L2_OFFSET;
        if (offset != 0) {
          requireWithin("L2 table", offset, 8);
        }
      }
    }
  }

  private void requireWithin(String what, long offset, long length) {
    if (offset <= 0 || offset % header.clusterBytes() != 0 || offset > bytes.size() - length) {
      throw DiskInspection.refused(
          "The image's " + what + " is not within its file; was the upload cut short?");
    }
  }
}
