package haneul.services.image.domain;

import java.nio.ByteBuffer;

/**
 * The header of a qcow2 file, as QEMU's docs/interop/qcow2.txt lays it out. A version 2 header ends
 * after the snapshots; what it lacks is 0 here, its length 72.
 */
record Qcow2Header(
    int version,
    long backingFileOffset,
    int clusterBits,
    long sizeBytes,
    int cryptMethod,
    long l1Entries,
    long l1Offset,
    long refcountTableOffset,
    long refcountTableClusters,
    long snapshots,
    long snapshotsOffset,
    long incompatibleFeatures,
    long autoclearFeatures,
    int refcountOrder,
    long headerLength,
    int compressionType) {

  private static final int MAGIC = 0x514649fb;
  private static final int V2_BYTES = 72;
  private static final int V3_BYTES = 104;

  private static final long DIRTY = 1;
  private static final long CORRUPT = 1 << 1;
  private static final long EXTERNAL_DATA = 1 << 2;
  private static final long COMPRESSION_TYPE = 1 << 3;
  private static final long EXTENDED_L2 = 1 << 4;
  private static final long KNOWN =
      DIRTY | CORRUPT | EXTERNAL_DATA | COMPRESSION_TYPE | EXTENDED_L2;
  private static final long AUTOCLEAR_RAW_EXTERNAL = 1 << 1;

  static Qcow2Header parse(byte[] head) {
    ByteBuffer in = ByteBuffer.wrap(head);
    if (head.length < 4 || in.getInt(0) != MAGIC) {
      throw DiskInspection.mismatch("qcow2", "it does not begin as a qcow2 file does");
    }
    if (head.length < V2_BYTES) {
      throw truncated();
    }
    int version = in.getInt(4);
    if (version != 2 && version != 3) {
      throw DiskInspection.refused(
          "The image is qcow2 of version "
              + Integer.toUnsignedString(version)
              + "; only 2 and 3 are allowed.");
    }
    boolean v3 = version == 3;
    if (v3 && head.length < V3_BYTES) {
      throw truncated();
    }
    long headerLength = v3 ? Integer.toUnsignedLong(in.getInt(100)) : V2_BYTES;
    return new Qcow2Header(
        version,
        in.getLong(8),
        in.getInt(20),
        in.getLong(24),
        in.getInt(32),
        Integer.toUnsignedLong(in.getInt(36)),
        in.getLong(40),
        in.getLong(48),
        Integer.toUnsignedLong(in.getInt(56)),
        Integer.toUnsignedLong(in.getInt(60)),
        in.getLong(64),
        v3 ? in.getLong(72) : 0,
        v3 ? in.getLong(88) : 0,
        v3 ? in.getInt(96) : 4,
        headerLength,
        v3 && headerLength > V3_BYTES && head.length > V3_BYTES ? in.get(V3_BYTES) : 0);
  }

  private static RuntimeException truncated() {
    return DiskInspection.refused("The image is a qcow2 file that ends within its header.");
  }

  long clusterBytes() {
    return 1L << clusterBits;
  }

  /** How many bytes of the disk one entry of the L1 table stands for. */
  long bytesPerL1Entry() {
    int entryBytes = (incompatibleFeatures & EXTENDED_L2) == 0 ? 8 : 16;
    return clusterBytes() / entryBytes * clusterBytes();
  }

  /** Refuses what leads out of the file, what QEMU may not know, and what cannot be. */
  void check(long maxVirtualBytes) {
    if (backingFileOffset != 0) {
      throw DiskInspection.refused(
          "The image has a backing file, which is not allowed; flatten it with qemu-img convert.");
    }
    if ((incompatibleFeatures & EXTERNAL_DATA) != 0
        || (autoclearFeatures & AUTOCLEAR_RAW_EXTERNAL) != 0) {
      throw externalData();
    }
    if (cryptMethod != 0) {
      throw encrypted();
    }
    if (clusterBits < 9 || clusterBits > 21) {
      throw DiskInspection.refused(
          "The image's clusters are of 2^"
              + Integer.toUnsignedString(clusterBits)
              + " bytes; 2^9 to 2^21 are allowed.");
    }
    checkFeatures();
    if ((version == 3 && (headerLength < V3_BYTES || headerLength % 8 != 0))
        || headerLength > clusterBytes()) {
      throw DiskInspection.refused("The image's header says it is " + headerLength + " bytes.");
    }
    if (refcountOrder < 0 || refcountOrder > 6) {
      throw DiskInspection.refused("The image's reference counts are of an unknown width.");
    }
    if (sizeBytes < 0) {
      DiskInspection.requireVirtualSize(Long.MAX_VALUE, maxVirtualBytes);
    }
    DiskInspection.requireVirtualSize(sizeBytes, maxVirtualBytes);
  }

  private void checkFeatures() {
    if ((incompatibleFeatures & ~KNOWN) != 0) {
      throw DiskInspection.refused(
          "The image needs qcow2 features that are not known: incompatible bits 0x"
              + Long.toHexString(incompatibleFeatures & ~KNOWN)
              + ".");
    }
    if ((incompatibleFeatures & (DIRTY | CORRUPT)) != 0) {
      throw DiskInspection.refused(
          "The image is marked as dirty or corrupt; mend it with qemu-img check -r all.");
    }
    boolean compression = (incompatibleFeatures & COMPRESSION_TYPE) != 0;
    if (compression != (compressionType != 0) || compressionType < 0 || compressionType > 1) {
      throw DiskInspection.refused("The image is compressed in an unknown way.");
    }
    if ((incompatibleFeatures & EXTENDED_L2) != 0 && clusterBits < 14) {
      throw DiskInspection.refused("The image has extended L2 entries and too small clusters.");
    }
  }

  static RuntimeException externalData() {
    return DiskInspection.refused(
        "The image has an external data file, which is not allowed; flatten it with qemu-img"
            + " convert.");
  }

  static RuntimeException encrypted() {
    return DiskInspection.refused("The image is encrypted, which is not allowed.");
  }
}
