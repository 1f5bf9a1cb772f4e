package haneul.drivers.qemu;

import haneul.drivers.process.Commands;
import haneul.drivers.process.GuestUser;
import haneul.drivers.spi.GuestDriver.Fingerprint;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds out what QEMU and KVM are on this host. The answer is kept in a file for as long as the
 * host is up and QEMU's executable is the same, so that only the first start pays for the probe.
 */
final class Fingerprints {
  private static final JsonMapper JSON = new JsonMapper();

  private final QemuConfig config;
  private final GuestUser user;
  private final String bootId;
  private final Path cache;

  Fingerprints(QemuConfig config, GuestUser user, String bootId) {
    this.config = config;
    this.user = user;
    this.bootId = bootId;
    this.cache = config.stateDirectory().resolve("qemu-fingerprint.json");
  }

  Fingerprint find() throws IOException {
    String key = key();
    Optional<Fingerprint> known = read(key);
    if (known.isPresent()) {
      return known.get();
    }
    Fingerprint found =
        new Fingerprint("QEMU", version(), accelerator(), cpuModel().orElse("unknown"));
    DurableFiles.write(
        cache,
        JSON.writeValueAsString(
                Map.of(
                    "key", key,
                    "version", found.version(),
                    "accelerator", found.accelerator(),
                    "cpu_model", found.cpuModel()))
            .getBytes(StandardCharsets.UTF_8));
    return found;
  }

  private String key() throws IOException {
    Path emulator = executable();
    return String.join(
        " ",
        bootId,
        config.accelerator().name(),
        emulator.toString(),
        Long.toString(Files.size(emulator)),
        Files.getLastModifiedTime(emulator).toString());
  }

  private Path executable() throws IOException {
    if (config.emulator().indexOf('/') >= 0) {
      return Path.of(config.emulator()).toRealPath();
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, config.emulator()))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new IOException(config.emulator() + " is not installed (not found in PATH)"));
  }

  private Optional<Fingerprint> read(String key) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readString(cache));
      return json.path("key").asString("").equals(key)
          ? Optional.of(
              new Fingerprint(
                  "QEMU",
                  json.path("version").asString(""),
                  json.path("accelerator").asString(""),
                  json.path("cpu_model").asString("")))
          : Optional.empty();
    } catch (NoSuchFileException | JacksonException unknown) {
      return Optional.empty();
    }
  }

  private String accelerator() throws IOException {
    return switch (config.accelerator()) {
      case KVM -> "kvm";
      case TCG -> "tcg";
      case PROBE -> KvmProbe.accelerator(config, user);
    };
  }

  /** Of "QEMU emulator version 7.2.22 (Debian …)". */
  private String version() throws IOException {
    String said = Commands.run(config.emulator(), "--version");
    String[] words = said.split("\\s+", 5);
    return words.length >= 4 ? words[3] : said.strip();
  }

  private static Optional<String> cpuModel() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    }
  }
}
