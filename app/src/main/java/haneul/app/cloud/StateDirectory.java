package haneul.app.cloud;

import haneul.base.host.HostRole;
import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything a cloud keeps on this host, and where.
 *
 * <p>The directory can be walked through but not listed by others, because guests run as a user of
 * their own; what is secret in it is 0600 or below a 0700 directory.
 */
public final class StateDirectory {
  /** Of a hundred physical networks and their devices. */
  private static final int LONGEST_SETTING = 8_100;

  private final Path root;

  public StateDirectory(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  public Path database() {
    return root.resolve("haneul.db");
  }

  public Path images() {
    return root.resolve("images");
  }

  /** The host agent's: instances, image cache, Open vSwitch. */
  public Path agent() {
    return root.resolve("agent");
  }

  public Path fernetKeys() {
    return root.resolve("keys/fernet");
  }

  /** What opens the secrets that users keep in the cloud. */
  public Path credentialKeys() {
    return root.resolve("keys/credential");
  }

  /** The authority of hosts' certificates. */
  public Path linkKeys() {
    return root.resolve("keys/link");
  }

  /** The APIs' certificate, unless the operator has one, and the authority that signed it. */
  Path apiKeys() {
    return root.resolve("keys/api");
  }

  /** That authority's certificate, for clients; not there when it is none of ours. */
  public Path apiAuthority() {
    return root.resolve("ca.crt");
  }

  /** On a host that joined a cloud elsewhere: its key and certificate. */
  public Path hostIdentity() {
    return root.resolve("keys/link/host.pem");
  }

  public Path logs() {
    return root.resolve("log");
  }

  public Path log() {
    return logs().resolve("haneul.0.log");
  }

  /** What changed who may do what. */
  public Path securityLog() {
    return logs().resolve("security.0.log");
  }

  /** Who logged in or failed to. */
  public Path loginsLog() {
    return logs().resolve("logins.0.log");
  }

  /** What the process prints before its log is open, and if it cannot start. */
  public Path output() {
    return logs().resolve("output");
  }

  public Path cloudsYaml() {
    return root.resolve("clouds.yaml");
  }

  public Path openrc(boolean admin) {
    return root.resolve(admin ? "openrc-admin" : "openrc");
  }

  /** What the operator chose; they write it, or not. */
  public Path settingsFile() {
    return root.resolve("haneul.yaml");
  }

  private Path settings() {
    return root.resolve("settings.json");
  }

  private Path passwordsFile() {
    return root.resolve("passwords.json");
  }

  /** Makes the directories that are missing. */
  public void create() throws IOException {
    directory(root, "rwx--x--x");
    directory(logs(), "rwx------");
    directory(root.resolve("keys"), "rwx------");
    directory(fernetKeys(), "rwx------");
    directory(credentialKeys(), "rwx------");
    directory(linkKeys(), "rwx------");
    directory(apiKeys(), "rwx------");
    directory(images(), "rwx------");
    directory(agent(), "rwx--x--x");
  }

  private static void directory(Path path, String permissions) throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** The address the cloud listened on last. */
  public Optional<String> listen() {
    return setting("listen");
  }

  /** Whether the APIs were served without TLS, and not to this host alone. */
  public boolean plain() {
    return setting("plain").filter("true"::equals).isPresent();
  }

  /** The file with the certificate that the APIs show; none where they are served without TLS. */
  public Optional<Path> certificate() {
    return setting("certificate").map(Path::of);
  }

  /** Where agents of other hosts reached control last. */
  public Optional<String> link() {
    return setting("link");
  }

  /** On a host that joined a cloud elsewhere: where that is. */
  public Optional<String> control() {
    return setting("control");
  }

  /** On a host that joined a cloud elsewhere: what it does there. */
  public Set<HostRole> roles() {
    Set<HostRole> roles =
        setting("roles").stream()
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .flatMap(name -> HostRole.parse(name).stream())
            .collect(Collectors.toSet());
    return roles.isEmpty() ? HostRole.USUAL : roles;
  }

  /** On a host that joined a cloud elsewhere: where its operator said that its tunnels end. */
  public Optional<String> tunnelAddress() {
    return setting("tunnel_address");
  }

  /** On a host that joined a cloud elsewhere: its device to each physical network. */
  public Map<String, String> physicalNetworks() {
    return setting("physical_networks")
        .map(text -> PhysicalNetworks.parse(List.of(text.split(",", -1))))
        .orElse(Map.of());
  }

  private Optional<String> setting(String name) {
    if (!Files.isRegularFile(settings())) {
      return Optional.empty();
    }
    try {
      return Fields.of(Json.parseOurs(Files.readString(settings())), "settings")
          .string(name, 1, LONGEST_SETTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Four hexadecimal digits that tell this cloud's devices from those of another on the same host;
   * made at first start.
   */
  public String tag() {
    return setting("tag").orElseGet(() -> HexFormat.of().formatHex(random(2)));
  }

  public void remember(
      String listen, boolean plain, Optional<Path> certificate, Optional<InetSocketAddress> link)
      throws IOException {
    ObjectNode settings = Json.object();
    settings.put("listen", listen);
    settings.put("plain", Boolean.toString(plain));
    certificate.ifPresent(file -> settings.put("certificate", file.toString()));
    settings.put("tag", tag());
    link.ifPresent(
        at -> settings.put("link", at.getAddress().getHostAddress() + ":" + at.getPort()));
    writePrivately(settings(), Json.text(settings) + "\n");
  }

  /** What a host that joined a cloud elsewhere starts with. */
  public void rememberControl(
      String control,
      String tag,
      Set<HostRole> roles,
      Optional<String> tunnelAddress,
      Map<String, String> physicalNetworks)
      throws IOException {
    ObjectNode settings = Json.object();
    settings.put("control", control);
    settings.put("tag", tag);
    settings.put(
        "roles", roles.stream().sorted().map(HostRole::text).collect(Collectors.joining(",")));
    tunnelAddress.ifPresent(address -> settings.put("tunnel_address", address));
    if (!physicalNetworks.isEmpty()) {
      settings.put("physical_networks", PhysicalNetworks.text(physicalNetworks));
    }
    writePrivately(settings(), Json.text(settings) + "\n");
  }

  /** There once the image that a cloud begins with was made: who deletes it wants no other. */
  Path firstImageMade() {
    return images().resolve("first-image-made");
  }

  /** The passwords made at first start. */
  public record Passwords(String admin, String demo) {
    @Override
    public String toString() {
      return "Passwords[…]";
    }
  }

  /**
   * Makes the passwords when there are none. For the program that runs the cloud alone: two that
   * make them at once each believe their own.
   */
  Passwords ensurePasswords() throws IOException {
    if (!Files.exists(passwordsFile())) {
      ObjectNode made = Json.object();
      made.put("admin", HexFormat.of().formatHex(random(16)));
      made.put("demo", HexFormat.of().formatHex(random(16)));
      writePrivately(passwordsFile(), Json.text(made) + "\n");
    }
    return passwords();
  }

  /**
   * @throws IOException also when the cloud did not get as far as to make them
   */
  public Passwords passwords() throws IOException {
    Fields kept = Fields.of(Json.parseOurs(Files.readString(passwordsFile())), "passwords");
    return new Passwords(kept.requiredString("admin", 1, 255), kept.requiredString("demo", 1, 255));
  }

  /** What is left of its disk. */
  public long usableBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  /** Whether a cloud was ever started here. */
  public boolean exists() {
    return Files.isRegularFile(settings());
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return random;
  }

  /** Writes a 0600 file in one piece: after a crash there is the old one or the new one. */
  public static void writePrivately(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Held by the program that runs this cloud; the kernel lets go of it however that ends. */
  public @Nullable FileLock tryLock() throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return null;
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            (ProcessHandle.current().pid() + "\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    return lock;
  }

  /** The process that runs this cloud, when one does. */
  public Optional<ProcessHandle> owner() {
    Path file = root.resolve("lock");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        lock.release();
        return Optional.empty();
      }
      String pid = Files.readString(file).strip();
      return pid.matches("[0-9]{1,9}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
