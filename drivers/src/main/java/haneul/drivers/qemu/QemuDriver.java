package haneul.drivers.qemu;

import haneul.base.host.WantedGuest;
import haneul.base.id.ServerId;
import haneul.drivers.process.GuestUser;
import haneul.drivers.spi.GuestDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Guests on QEMU. Owns {@code instances/} below its state directory; one driver at a time may use a
 * state directory.
 */
public final class QemuDriver implements GuestDriver {
  /** A Unix socket's path has at most 107 bytes. */
  private static final int SOCKET_PATH_MAX_BYTES = 107;

  private static final int SERVER_ID_CHARS = 36;
  private static final Pattern SERVER_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Logger LOG = System.getLogger(QemuDriver.class.getName());

  private final Path instances;
  private final QemuHost host;
  private final Map<ServerId, QemuGuest> guests = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** As {@link #QemuDriver(QemuConfig)} with the defaults. */
  public QemuDriver(Path stateDirectory) throws IOException {
    this(QemuConfig.at(stateDirectory));
  }

  /**
   * Takes over what guests there are. Needs root.
   *
   * @throws IOException when the state directory cannot be used
   */
  public QemuDriver(QemuConfig config) throws IOException {
    this.instances = config.instances().toAbsolutePath();
    checkSocketPathFits();
    Files.createDirectories(
        instances,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    GuestUser user = GuestUser.ensure();
    String bootId = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    this.host =
        new QemuHost(
            config,
            user,
            bootId,
            Lazily.start("direct i/o probe", () -> DirectIo.worksAt(config.stateDirectory())),
            Lazily.start("qemu fingerprint", new Fingerprints(config, user, bootId)::find),
            this::changed);
    adoptAll();
  }

  private void checkSocketPathFits() throws IOException {
    String longest = instances + "/" + "x".repeat(SERVER_ID_CHARS) + "/run/qmp.sock";
    if (longest.length() > SOCKET_PATH_MAX_BYTES) {
      throw new IOException(
          "the state directory's path is too long for sockets below it: "
              + instances
              + " (by "
              + (longest.length() - SOCKET_PATH_MAX_BYTES)
              + " characters)");
    }
  }

  private void adoptAll() throws IOException {
    Map<ServerId, List<GuestProcess>> processes = GuestProcess.findAll(instances);
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(instances)) {
      for (Path path : directories) {
        String name = path.getFileName().toString();
        // Nothing of ours has another name: a lost+found is left alone.
        if (SERVER_ID.matcher(name).matches()) {
          ServerId id = new ServerId(name);
          guests.put(id, adopt(id, processes.getOrDefault(id, List.of())));
        }
      }
    }
  }

  private QemuGuest adopt(ServerId id, List<GuestProcess> processes) {
    QemuGuest guest = new QemuGuest(host, GuestDirectory.of(instances, id));
    try {
      guest.adopt(processes);
    } catch (IOException | RuntimeException unreadable) {
      // One broken guest must not keep the host from the others.
      LOG.log(Level.WARNING, "server {0}: cannot be taken over whole: {1}", id, unreadable);
    }
    return guest;
  }

  @Override
  public Fingerprint fingerprint() {
    try {
      return host.fingerprint().get();
    } catch (IOException failed) {
      throw new UncheckedIOException("QEMU cannot be used", failed);
    }
  }

  @Override
  public Map<ServerId, Observed> guests() {
    return guests.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, guest -> guest.getValue().observed()));
  }

  @Override
  public void prepare(WantedGuest guest, Path image) throws IOException {
    guests
        .computeIfAbsent(guest.id(), id -> new QemuGuest(host, GuestDirectory.of(instances, id)))
        .prepare(guest, image);
  }

  @Override
  public void start(WantedGuest guest, Map<String, String> taps) throws IOException {
    known(guest.id()).start(guest, taps);
  }

  @Override
  public void stop(ServerId id, Duration patience) throws IOException, InterruptedException {
    known(id).stop(patience);
  }

  @Override
  public boolean rebootSoft(ServerId id, Duration patience)
      throws IOException, InterruptedException {
    return known(id).rebootSoft(patience);
  }

  @Override
  public void recordPowerEpoch(ServerId id, long epoch) throws IOException {
    known(id).recordPowerEpoch(epoch);
  }

  @Override
  public void destroy(ServerId id) throws IOException {
    QemuGuest guest = guests.get(id);
    if (guest != null) {
      guest.destroy();
      guests.remove(id);
      changed();
    }
  }

  @Override
  public String consoleTail(ServerId id, int maxBytes) throws IOException {
    return known(id).consoleTail(maxBytes);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    guests.values().forEach(QemuGuest::letGo);
    host.directIo().settle();
    host.fingerprint().settle();
  }

  private QemuGuest known(ServerId id) throws IOException {
    QemuGuest guest = guests.get(id);
    if (guest == null) {
      throw new IOException("there is no guest " + id + " on this host");
    }
    return guest;
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }
}
