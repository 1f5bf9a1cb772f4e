package haneul.drivers.path;

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

/** The C library's calls on sockets, for one thread: socket(2), send(2), recv(2), poll(2). */
@SuppressWarnings("restricted") // the JDK gives no way to these options of a socket
final class SocketCalls {
  static final int EPERM = 1;
  static final int EMSGSIZE = 90;
  static final int ENOBUFS = 105;

  private static final int EINTR = 4;

  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
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
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
  private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

  private final MemorySegment state;

  SocketCalls(Arena arena) {
    state = arena.allocate(CAPTURED);
  }

  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
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

  private int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  private int check(String what, int result) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": errno " + errno());
    }
    return result;
  }

  int socket(int family, int type) throws IOException {
    return check("socket", call(() -> (int) SOCKET.invokeExact(state, family, type, 0)));
  }

  void setOption(int descriptor, int level, int name, MemorySegment value, int valueBytes)
      throws IOException {
    check(
        "option " + name,
        call(() -> (int) OPTION.invokeExact(state, descriptor, level, name, value, valueBytes)));
  }

  void bind(int descriptor, MemorySegment address, int addressBytes) throws IOException {
    check("bind", call(() -> (int) BIND.invokeExact(state, descriptor, address, addressBytes)));
  }

  void connect(int descriptor, MemorySegment address, int addressBytes) throws IOException {
    check(
        "connect", call(() -> (int) CONNECT.invokeExact(state, descriptor, address, addressBytes)));
  }

  /** Answers the error's number, 0 when it was sent. */
  int send(int descriptor, MemorySegment bytes, int length) {
    long sent = call(() -> (long) SEND.invokeExact(state, descriptor, bytes, (long) length, 0));
    return sent < 0 ? errno() : 0;
  }

  /** Answers the length of what was received, or a negative number: there is nothing. */
  int receive(int descriptor, MemorySegment message, int flags) {
    return (int) (long) call(() -> (long) RECEIVE.invokeExact(state, descriptor, message, flags));
  }

  /** Waits until there is something on the one socket, or the time is over. */
  void poll(MemorySegment one, int millis) throws IOException {
    int ready = call(() -> (int) POLL.invokeExact(state, one, 1L, millis));
    if (ready < 0 && errno() != EINTR) {
      throw new IOException("poll: errno " + errno());
    }
  }

  void close(int descriptor) {
    if (descriptor >= 0) {
      int _ = call(() -> (int) CLOSE.invokeExact(state, descriptor));
    }
  }
}
