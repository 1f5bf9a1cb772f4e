package haneul.drivers.libc;

import static haneul.drivers.libc.CLibrary.call;
import static haneul.drivers.libc.CLibrary.function;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The C library's calls on sockets, for one thread: socket(2), send(2), recv(2), poll(2). */
public final class SocketCalls {
  public static final int EPERM = 1;
  public static final int EMSGSIZE = 90;
  public static final int ENOBUFS = 105;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle OPTION =
      function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle CONNECT =
      function("connect", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
  private static final MethodHandle RECEIVE =
      function("recvmsg", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle RECEIVE_FROM =
      function(
          "recvfrom",
          FunctionDescriptor.of(
              LONG, INT, ValueLayout.ADDRESS, LONG, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
  private static final MethodHandle DEVICE_INDEX =
      function("if_nametoindex", FunctionDescriptor.of(INT, ValueLayout.ADDRESS));
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
  private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

  private final CLibrary library;
  private final MemorySegment state;

  public SocketCalls(Arena arena) {
    library = new CLibrary(arena);
    state = library.state();
  }

  /** A network device's number, 0 when there is none of that name. */
  public int deviceIndex(MemorySegment name) {
    return call(() -> (int) DEVICE_INDEX.invokeExact(state, name));
  }

  public int socket(int family, int type) throws IOException {
    return library.check("socket", call(() -> (int) SOCKET.invokeExact(state, family, type, 0)));
  }

  public void setOption(int descriptor, int level, int name, MemorySegment value, int valueBytes)
      throws IOException {
    library.check(
        "option " + name,
        call(() -> (int) OPTION.invokeExact(state, descriptor, level, name, value, valueBytes)));
  }

  public void bind(int descriptor, MemorySegment address, int addressBytes) throws IOException {
    library.check(
        "bind", call(() -> (int) BIND.invokeExact(state, descriptor, address, addressBytes)));
  }

  public void connect(int descriptor, MemorySegment address, int addressBytes) throws IOException {
    library.check(
        "connect", call(() -> (int) CONNECT.invokeExact(state, descriptor, address, addressBytes)));
  }

  /** Answers the error's number, 0 when it was sent. */
  public int send(int descriptor, MemorySegment bytes, int length) {
    long sent = call(() -> (long) SEND.invokeExact(state, descriptor, bytes, (long) length, 0));
    return sent < 0 ? library.errno() : 0;
  }

  /** Answers the length of what was received, or a negative number: there is nothing. */
  public int receive(int descriptor, MemorySegment message, int flags) {
    return (int) (long) call(() -> (long) RECEIVE.invokeExact(state, descriptor, message, flags));
  }

  /**
   * Waits for a packet; its length.
   *
   * @param address takes the sender's, and {@code addressBytes} its length
   */
  public int receiveFrom(
      int descriptor,
      MemorySegment bytes,
      int mostBytes,
      MemorySegment address,
      MemorySegment addressBytes)
      throws IOException {
    addressBytes.set(INT, 0, (int) address.byteSize());
    while (true) {
      long received =
          call(() ->
              (long)
                  RECEIVE_FROM.invokeExact(
                      state, descriptor, bytes, (long) mostBytes, 0, address, addressBytes));
      if (received >= 0 || library.errno() != CLibrary.EINTR) {
        return library.check("recvfrom", (int) received);
      }
    }
  }

  /** Waits until there is something on the one socket, or the time is over. */
  public void poll(MemorySegment one, int millis) throws IOException {
    int ready = call(() -> (int) POLL.invokeExact(state, one, 1L, millis));
    if (ready < 0 && library.errno() != CLibrary.EINTR) {
      throw new IOException("poll: errno " + library.errno());
    }
  }

  public void close(int descriptor) {
    if (descriptor >= 0) {
      int _ = call(() -> (int) CLOSE.invokeExact(state, descriptor));
    }
  }
}
