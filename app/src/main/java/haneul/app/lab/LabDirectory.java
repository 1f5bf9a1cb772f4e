package haneul.app.lab;

import haneul.app.cloud.StateDirectory;
import haneul.app.lab.Topology.Host;
import haneul.drivers.process.Commands;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a lab keeps in files, and where. All of it goes when the lab is taken down. */
final class LabDirectory {
  /** Where the program keeps its state within a host. */
  static final String STATE = "/var/lib/haneul";

  private static final Duration REMOVAL = Duration.ofMinutes(5);
  private static final String MARK = "hosts.yaml";

  /** What is there before the mark is. */
  private static final Set<String> EARLY =
      Set.of("lock", "files", "hosts", "log", "listen", MARK + ".new");

  /** What overlay mounts and processes' arguments take as it is. */
  private static final String ROOT_NAMES = "/[A-Za-z0-9._/@+-]{1,150}";

  private final Path root;

  LabDirectory(Path root) {
    this.root = root.toAbsolutePath().normalize();
    if (!this.root.toString().matches(ROOT_NAMES)) {
      throw new UserError(
          "--state " + root + ": a lab's directory has letters, digits and . _ - + @ in its name.");
    }
  }

  Path root() {
    return root;
  }

  Path topologyFile() {
    return root.resolve(MARK);
  }

  Path listenFile() {
    return root.resolve("listen");
  }

  Path files() {
    return root.resolve("files");
  }

  Path hosts() {
    return root.resolve("hosts");
  }

  Path of(Host host) {
    return hosts().resolve(host.name());
  }

  /** The program's state within a host, seen from this machine. To be read only. */
  StateDirectory state(Host host) {
    return new StateDirectory(of(host).resolve("upper" + STATE));
  }

  Path log(String name) {
    return root.resolve("log").resolve(name);
  }

  boolean exists() {
    return Files.isRegularFile(topologyFile());
  }

  /** The right to change the lab, until closed. */
  FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new UserError(
          "another command changes the lab in " + root + " right now; wait until it is done.");
    }
    return channel;
  }

  /** Makes the directories of a lab, in a place that is new, empty or a lab's. */
  void create() throws IOException {
    if (Files.isDirectory(root) && !exists() && !isOurs()) {
      throw new UserError(
          root + " holds something else; give --state a directory that is new or empty.");
    }
    for (Path path : List.of(root, files(), hosts(), root.resolve("log"))) {
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
    }
    Files.setPosixFilePermissions(files(), PosixFilePermissions.fromString("rwx------"));
  }

  /** Empty, or what a start that was killed early left. */
  private boolean isOurs() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.allMatch(entry -> EARLY.contains(String.valueOf(entry.getFileName())));
    }
  }

  /** Makes what is laid into every host: names, keys, sshd's configuration. */
  void writeFiles(Topology topology) throws IOException {
    key("id");
    key("host_key");
    StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n::1 localhost ip6-localhost\n");
    List<String> names = new ArrayList<>();
    for (Host host : topology.all()) {
      String full = host.name() + "." + Topology.DOMAIN;
      hosts.append("%s %s %s%n".formatted(host.address(), full, host.name()));
      names.addAll(List.of(host.name(), full, host.address()));
    }
    Files.writeString(files().resolve("hosts"), hosts);
    Files.writeString(
        files().resolve("known_hosts"),
        String.join(",", names) + " " + Files.readString(files().resolve("host_key.pub")));
    Files.writeString(
        files().resolve("sshd_config"),
        """
        HostKey /etc/haneul-lab/host_key
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        UsePAM no
        UseDNS no
        Subsystem sftp internal-sftp
        """);
  }

  private void key(String name) throws IOException {
    Path file = files().resolve(name);
    if (!Files.isRegularFile(file) || !Files.isRegularFile(file.resolveSibling(name + ".pub"))) {
      Files.deleteIfExists(file);
      Commands.run(
          "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "haneul-lab", "-f", file.toString());
    }
  }

  /** Removes all that the lab made, its mark last, so that a removal can be taken up again. */
  void remove() throws IOException {
    List<String> command = new ArrayList<>(List.of("rm", "-rf", "--one-file-system", "--"));
    for (String name :
        List.of(
            "hosts",
            "files",
            "log",
            "clouds.yaml",
            "openrc",
            "openrc-admin",
            "listen",
            MARK + ".new")) {
      command.add(root.resolve(name).toString());
    }
    Commands.run(REMOVAL, command);
    Files.deleteIfExists(topologyFile());
    Files.deleteIfExists(root.resolve("lock"));
    try (Stream<Path> left = Files.list(root)) {
      if (left.findAny().isPresent()) {
        return; // somebody keeps something of their own here
      }
    }
    Files.delete(root);
  }
}
