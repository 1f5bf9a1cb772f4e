package haneul.drivers.libc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The C library, for one thread: its functions, and the error of the last one called. */
@SuppressWarnings("restricted") // it is what it is for
public final class CLibrary {
  static final int EINTR = 4;

  private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final MemorySegment state;

  public CLibrary(Arena arena) {
    state = arena.allocate(CAPTURED);
  }

  /** A function. Its handle takes {@link #state} before the function's own arguments. */
  public static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... more) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
    options[more.length] = Linker.Option.captureCallState("errno");
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
  }

  /** Where a function notes its error. */
  public MemorySegment state() {
    return state;
  }

  /** A call of a handle, which throws nothing. */
  public interface Call<T> {
    T call() throws Throwable;
  }

  public static <T> T call(Call<T> call) {
    try {
      return call.call();
    } catch (RuntimeException | Error failed) {
      throw failed;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The error's number; meaningful after a call that failed. */
  public int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  /**
   * A result that is not negative.
   *
   * @throws IOException when it is, with {@code what} and the error's number
   */
  public int check(String what, int result) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": errno " + errno());
    }
    return result;
  }
}
