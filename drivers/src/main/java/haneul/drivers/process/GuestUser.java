package haneul.drivers.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The unprivileged system user that guests' QEMU processes run as from their first instruction. A
 * guest's tap device must be owned by it ({@code ip tuntap add … user haneul-guest}), since QEMU
 * may not open another's.
 */
public record GuestUser(String name, int uid, int gid) {
  /** The user's name on every host. */
  public static final String NAME = "haneul-guest";

  private static final Path PASSWD = Path.of("/etc/passwd");

  /**
   * The user, made when missing.
   *
   * @throws IOException when it cannot be made, e.g. without root
   */
  public static synchronized GuestUser ensure() throws IOException {
    Optional<GuestUser> found = find();
    if (found.isPresent()) {
      return found.get();
    }
    Commands.Result made =
        Commands.attempt(
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            NAME);
    // Another cloud on this host may have made it at the same moment.
    return find()
        .orElseThrow(() -> new IOException("cannot make the user " + NAME + ": " + made.err()));
  }

  private static Optional<GuestUser> find() throws IOException {
    return Files.readAllLines(PASSWD).stream()
        .map(line -> List.of(line.split(":", -1)))
        .filter(fields -> fields.size() >= 4 && fields.getFirst().equals(NAME))
        .findFirst()
        .map(fields ->
            new GuestUser(NAME, Integer.parseInt(fields.get(2)), Integer.parseInt(fields.get(3))));
  }
}
