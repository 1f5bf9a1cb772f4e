package haneul.app.lab;

import haneul.drivers.libc.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A packet(7) socket on one device, for one thread. Each frame has the kernel's virtio_net_hdr
 * before it, so that what one card leaves to the next (checksums, segmentation) passes unchanged.
 */
final class PacketSocket implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int ETH_P_ALL = 3;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_VNET_HDR = 15;
  private static final byte PACKET_OUTGOING = 4;
  private static final int ADDRESS_BYTES = 20;
  private static final int ADDRESS_PROTOCOL = 2;
  private static final int ADDRESS_INDEX = 4;
  private static final int ADDRESS_TYPE = 10;
  private static final int MOST_BYTES = 10 + 14 + 65_536;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final Arena arena = Arena.ofConfined();
  private final SocketCalls calls = new SocketCalls(arena);
  private final MemorySegment address = arena.allocate(ADDRESS_BYTES, Integer.BYTES);
  private final MemorySegment addressBytes = arena.allocate(INT);
  private final MemorySegment frame = arena.allocate(MOST_BYTES);
  private final int descriptor;

  /**
   * @param receive whether frames that arrive on the device are wanted
   * @throws IOException when there is no such device (yet)
   */
  PacketSocket(String device, boolean receive) throws IOException {
    int index = calls.deviceIndex(arena.allocateFrom(device));
    if (index == 0) {
      arena.close();
      throw new IOException("there is no device " + device);
    }
    descriptor = calls.socket(AF_PACKET, SOCK_RAW_CLOEXEC);
    try {
      MemorySegment on = arena.allocateFrom(INT, 1);
      calls.setOption(descriptor, SOL_PACKET, PACKET_VNET_HDR, on, Integer.BYTES);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(
          ValueLayout.JAVA_SHORT,
          ADDRESS_PROTOCOL,
          receive ? Short.reverseBytes((short) ETH_P_ALL) : (short) 0);
      address.set(INT, ADDRESS_INDEX, index);
      calls.bind(descriptor, address, ADDRESS_BYTES);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Waits for the next frame that arrives; what leaves by the device is none. */
  byte[] receive() throws IOException {
    while (true) {
      int bytes = calls.receiveFrom(descriptor, frame, MOST_BYTES, address, addressBytes);
      if (address.get(ValueLayout.JAVA_BYTE, ADDRESS_TYPE) != PACKET_OUTGOING) {
        return frame.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
      }
    }
  }

  void send(byte[] bytes) throws IOException {
    MemorySegment.copy(bytes, 0, frame, ValueLayout.JAVA_BYTE, 0, bytes.length);
    int error = calls.send(descriptor, frame, bytes.length);
    if (error != 0) {
      throw new IOException("send: errno " + error);
    }
  }

  @Override
  public void close() {
    calls.close(descriptor);
    arena.close();
  }
}
