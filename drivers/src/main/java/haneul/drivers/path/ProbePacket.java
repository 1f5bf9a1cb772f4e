package haneul.drivers.path;

import haneul.base.host.PathProbe;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a probe's UDP datagram holds: a mark, the check's key, a number, and zeros up to the size
 * that is tried. Its answer is the same without the zeros, so that it is never larger.
 */
final class ProbePacket {
  /** Of IPv4 and UDP. */
  static final int HEADERS_BYTES = 28;

  /** Of an answer. */
  static final int BYTES = 4 + 16 + 4;

  private static final int MARK = 0x686e6c70; // hnlp
  private static final int NUMBER_AT = 20;

  private final byte[] key;

  ProbePacket(String key) {
    this.key = HexFormat.of().parseHex(key);
  }

  /**
   * A probe's datagram.
   *
   * @param size of the IPv4 packet it makes, at least {@link PathProbe#SMALL_BYTES}
   */
  byte[] of(int number, int size) {
    return ByteBuffer.allocate(size - HEADERS_BYTES).putInt(MARK).put(key).putInt(number).array();
  }

  /** The number of a probe with this key, or of the answer to one; none of anything else. */
  OptionalInt number(byte[] datagram) {
    return answer(datagram).isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(ByteBuffer.wrap(datagram).getInt(NUMBER_AT));
  }

  /** The answer to a probe with this key. */
  Optional<byte[]> answer(byte[] datagram) {
    if (datagram.length < BYTES) {
      return Optional.empty();
    }
    ByteBuffer read = ByteBuffer.wrap(datagram);
    byte[] shown = new byte[key.length];
    boolean marked = read.getInt() == MARK;
    read.get(shown);
    return marked && MessageDigest.isEqual(shown, key)
        ? Optional.of(java.util.Arrays.copyOf(datagram, BYTES))
        : Optional.empty();
  }
}
