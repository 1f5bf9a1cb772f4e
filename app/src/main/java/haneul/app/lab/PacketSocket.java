package haneul.app.lab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * A packet(7) socket on one device, for one thread. Each frame has the kernel's virtio_net_hdr
 * before it, so that what one card leaves to the next (checksums, segmentation) passes unchanged.
 */
@SuppressWarnings("restricted") // packet(7) has no counterpart in the JDK
final class PacketSocket implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int ETH_P_ALL = 3;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_VNET_HDR = 15;
  private static final byte PACKET_OUTGOING = 4;
  private static final int EINTR = 4;
  private static final int ADDRESS_BYTES = 20;
  private static final int ADDRESS_PROTOCOL = 2;
  private static final int ADDRESS_INDEX = 4;
  private static final int ADDRESS_TYPE = 10;
  private static final int MOST_BYTES = 10 + 14 + 65_536;

  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle INDEX =
      function("if_nametoindex", FunctionDescriptor.of(INT, ValueLayout.ADDRESS));
  private static final MethodHandle OPTION =
      function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle RECEIVE =
      function(
          "recvfrom",
          FunctionDescriptor.of(
              LONG, INT, ValueLayout.ADDRESS, LONG, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
  private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(CAPTURED);
  private final MemorySegment address = arena.allocate(ADDRESS_BYTES, Integer.BYTES);
  private final MemorySegment addressBytes = arena.allocate(INT);
  private final MemorySegment frame = arena.allocate(MOST_BYTES);
  private final int descriptor;

  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
  }

  /**
   * @param receive whether frames that arrive on the device are wanted
   * @throws IOException when there is no such device (yet)
   */
  PacketSocket(String device, boolean receive) throws IOException {
    int index = call(() -> (int) INDEX.invokeExact(state, arena.allocateFrom(device)));
    if (index == 0) {
      arena.close();
      throw new IOException("there is no device " + device);
    }
    descriptor = call(() -> (int) SOCKET.invokeExact(state, AF_PACKET, SOCK_RAW_CLOEXEC, 0));
    check("socket", descriptor);
    try {
      MemorySegment on = arena.allocateFrom(INT, 1);
      check(
          "PACKET_VNET_HDR",
          call(() ->
              (int)
                  OPTION.invokeExact(
                      state, descriptor, SOL_PACKET, PACKET_VNET_HDR, on, Integer.BYTES)));
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(
          ValueLayout.JAVA_SHORT,
          ADDRESS_PROTOCOL,
          receive ? Short.reverseBytes((short) ETH_P_ALL) : (short) 0);
      address.set(INT, ADDRESS_INDEX, index);
      check("bind", call(() -> (int) BIND.invokeExact(state, descriptor, address, ADDRESS_BYTES)));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** A call into the C library, which throws nothing. */
  private interface Call<T> {
    T call() throws Throwable;
  }

  private static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (RuntimeException | Error failed) {
      throw failed;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void check(String what, long result) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": errno " + (int) ERRNO.get(state, 0L));
    }
  }

  /** Waits for the next frame that arrives; what leaves by the device is none. */
  byte[] receive() throws IOException {
    while (true) {
      addressBytes.set(INT, 0, ADDRESS_BYTES);
      long bytes =
          call(() ->
              (long)
                  RECEIVE.invokeExact(
                      state, descriptor, frame, (long) MOST_BYTES, 0, address, addressBytes));
      if (bytes < 0 && (int) ERRNO.get(state, 0L) == EINTR) {
        continue;
      }
      check("recvfrom", bytes);
      if (address.get(ValueLayout.JAVA_BYTE, ADDRESS_TYPE) != PACKET_OUTGOING) {
        return frame.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
      }
    }
  }

  void send(byte[] bytes) throws IOException {
    MemorySegment.copy(bytes, 0, frame, ValueLayout.JAVA_BYTE, 0, bytes.length);
    check(
        "send",
        call(() -> (long) SEND.invokeExact(state, descriptor, frame, (long) bytes.length, 0)));
  }

  @Override
  public void close() {
    if (descriptor >= 0) {
      int _ = call(() -> (int) CLOSE.invokeExact(state, descriptor));
    }
    arena.close();
  }
}
