package haneul.drivers.netns;

import static haneul.drivers.libc.CLibrary.call;
import static haneul.drivers.libc.CLibrary.function;

import haneul.drivers.libc.CLibrary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens listening sockets in other network namespaces. A socket belongs to the namespace of the
 * thread that made it, whatever thread uses it later; so a platform thread enters the namespace
 * with setns(2), makes the socket and ends. It must be a thread of its own: a virtual or pooled one
 * would carry the namespace on to whoever runs on it next.
 */
@SuppressWarnings("restricted") // setns(2) has no counterpart in the JDK
public final class NamespaceSockets {
  private static final int BACKLOG = 64;
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;
  // open(2) is variadic, and the ABI must know where its variable arguments begin.
  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS =
      function(
          "setns",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private NamespaceSockets() {}

  /**
   * A socket listening on {@code address} within the named namespace ({@code ip netns}).
   *
   * @throws IOException when there is no such namespace or the address cannot be had there
   */
  public static ServerSocketChannel listen(String namespace, InetSocketAddress address)
      throws IOException {
    FutureTask<ServerSocketChannel> task =
        new FutureTask<>(() -> {
          enter(Path.of("/run/netns", namespace));
          return bind(address);
        });
    Thread.ofPlatform().name("netns-" + namespace).daemon(true).start(task);
    try {
      return task.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted entering " + namespace);
    } catch (ExecutionException failed) {
      throw new IOException(
          "listening on " + address + " in " + namespace + ": " + failed.getCause(), failed);
    }
  }

  /**
   * Does once what {@link #listen} does, to no effect: the first call into the C library takes a
   * fifth of a second, better beside other work than in the way of it.
   */
  public static void warmUp() {
    Thread.ofPlatform()
        .name("netns-warm-up")
        .daemon(true)
        .start(() -> {
          try {
            enter(Path.of("/proc/self/ns/net"));
          } catch (IOException notRoot) {
            // What matters has happened.
          }
        });
  }

  private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return channel.bind(address, BACKLOG);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  private static void enter(Path namespace) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      CLibrary library = new CLibrary(arena);
      MemorySegment state = library.state();
      MemorySegment path = arena.allocateFrom(namespace.toString());
      int descriptor =
          library.check(
              "open " + namespace,
              call(() -> (int) OPEN.invokeExact(state, path, O_RDONLY_CLOEXEC)));
      int entered = call(() -> (int) SETNS.invokeExact(state, descriptor, CLONE_NEWNET));
      int error = library.errno();
      int closed = call(() -> (int) CLOSE.invokeExact(state, descriptor));
      if (entered != 0 || closed != 0) {
        throw new IOException("setns " + namespace + ": errno " + error);
      }
    }
  }
}
