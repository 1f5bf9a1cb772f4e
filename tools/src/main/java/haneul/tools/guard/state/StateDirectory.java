package haneul.tools.guard.state;

import haneul.tools.console.UserError;
import haneul.tools.guard.address.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a guard keeps its state: one file, always whole. It is replaced by renaming a new one that
 * is on the disk, so a kill or a power cut leaves the one before or the new one. Who writes holds a
 * lock; who reads needs none. An operator's wish to lift a ban, while a guard holds the lock, is a
 * file too.
 */
public final class StateDirectory {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int MOST_WISHES = 1_000;

  private final Path root;

  public StateDirectory(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** For root the host's, else the user's own. */
  public static Path usual() {
    if (System.getProperty("user.name", "").equals("root")) {
      return Path.of("/var/lib/haneul/guard");
    }
    @Nullable String home = System.getenv("XDG_STATE_HOME");
    return home == null || home.isEmpty()
        ? Path.of(System.getProperty("user.home", "."), ".local/state/haneul/guard")
        : Path.of(home, "haneul/guard");
  }

  public Path root() {
    return root;
  }

  private Path file() {
    return root.resolve("state.json");
  }

  private Path wishes() {
    return root.resolve("wishes");
  }

  /** The lock, while this process works on the state. Closing it gives it back. */
  public static final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * Makes the directory if there is none, and takes the lock; a {@link UserError} if another has
   * it.
   */
  public Lock lock() throws IOException {
    return tryLock()
        .orElseThrow(() ->
            new UserError(
                "another haneul guard"
                    + holder()
                    + " works on "
                    + root
                    + ". Let it end, or give this one a directory of its own with --state."));
  }

  /** As {@link #lock}, or nothing if another has it. */
  public Optional<Lock> tryLock() throws IOException {
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.createDirectories(wishes());
    } catch (AccessDeniedException e) {
      throw new UserError(root + " cannot be made; run this as root, or say another with --state.");
    }
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock lock = channel.tryLock();
      if (lock != null) {
        channel.truncate(0);
        byte[] id = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(id));
        return Optional.of(new Lock(channel));
      }
    } catch (OverlappingFileLockException e) {
      // Held in this process: a test's, as the program takes it once.
    }
    channel.close();
    return Optional.empty();
  }

  private String holder() {
    try {
      String id = Files.readString(root.resolve("lock")).strip();
      return id.matches("[0-9]{1,10}") ? " (process " + id + ")" : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** What was written last; a new one if nothing was. */
  public GuardState read() throws IOException {
    String text;
    try {
      text = Files.readString(file());
    } catch (NoSuchFileException e) {
      byte[] tag = new byte[2];
      new SecureRandom().nextBytes(tag);
      return new GuardState(HexFormat.of().formatHex(tag));
    } catch (AccessDeniedException e) {
      throw new UserError(file() + " cannot be read; run this as the user that the guard runs as.");
    }
    try {
      return StateJson.read(MAPPER.readTree(text));
    } catch (RuntimeException e) {
      throw new UserError(
          file()
              + " is not a state that this program wrote ("
              + e.getMessage()
              + "). Move it away to begin anew: logs are read from their beginning then, and bans that"
              + " are still due come back.");
    }
  }

  /** Written and on the disk when this returns. The lock must be held. */
  public void write(GuardState state) throws IOException {
    byte[] bytes = MAPPER.writeValueAsBytes(StateJson.write(state));
    Path fresh = root.resolve("state.json.new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** Asks the guard that holds the lock to lift a ban. */
  public Path wish(Network network) throws IOException {
    Path fresh = Files.createTempFile(root, "wish", ".new");
    Files.writeString(fresh, network.toString());
    Path wish = wishes().resolve(fresh.getFileName());
    return Files.move(fresh, wish, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Wishes that are there, to be fulfilled and then {@link #fulfilled}. */
  public List<Path> openWishes() throws IOException {
    List<Path> open = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(wishes())) {
      for (Path wish : all) {
        if (open.size() < MOST_WISHES) {
          open.add(wish);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return open;
  }

  public static @Nullable Network wished(Path wish) throws IOException {
    return Files.size(wish) > 100 ? null : Network.parse(Files.readString(wish).strip());
  }

  public static void fulfilled(Path wish) throws IOException {
    Files.deleteIfExists(wish);
  }
}
