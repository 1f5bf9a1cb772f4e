package haneul.drivers.netns;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this cloud has made on the host, or was about to make: one empty file a thing. Written
 * before the thing is made and removed after it is gone, so a thing of ours is never unrecorded,
 * whenever the program is killed. What is not recorded is not ours and stays untouched.
 *
 * <p>Not synced to disk: devices do not survive the power loss that would lose a record.
 */
public final class Ledger {
  private final Path directory;

  public Ledger(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /** A thing of ours, as recorded. */
  public sealed interface Entry {
    /** The file's name. */
    String record();

    /** The device it has in the host's namespace. */
    String device();
  }

  /** A guest's tap. */
  public record Tap(String device) implements Entry {
    @Override
    public String record() {
      return "tap." + device;
    }
  }

  /**
   * A network's DHCP server with its namespace.
   *
   * @param start the first characters of the port id, as in its device names
   */
  public record Dhcp(String network, String start) implements Entry {
    @Override
    public String record() {
      return "dhcp." + start + "." + network;
    }

    @Override
    public String device() {
      return "dhp" + start;
    }
  }

  /**
   * A network's metadata server with its namespace.
   *
   * @param start the first characters of the network's id, as in its device names
   */
  public record Metadata(String network, String start) implements Entry {
    @Override
    public String record() {
      return "meta." + start + "." + network;
    }

    @Override
    public String device() {
      return "met" + start;
    }
  }

  /**
   * A card of the host that is lent to the cloud's bridge: given back, never removed.
   *
   * @param merged whether the kernel merged the packets that came in there, as it shall again
   */
  public record Uplink(String device, boolean merged) implements Entry {
    @Override
    public String record() {
      return "uplink." + (merged ? "merged" : "plain") + "." + device;
    }
  }

  /** Records before making. */
  public void add(Entry entry) throws IOException {
    try {
      Files.createFile(directory.resolve(entry.record()));
    } catch (FileAlreadyExistsException recorded) {
      // As it shall be.
    }
  }

  /** Forgets after removing. */
  public void remove(Entry entry) throws IOException {
    Files.deleteIfExists(directory.resolve(entry.record()));
  }

  /** All there is of ours. */
  public Set<Entry> entries() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> parse(file.getFileName().toString()))
          .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }
  }

  private static Entry parse(String record) {
    String[] parts = record.split("\\.", 3);
    if (parts.length == 3 && parts[0].equals("meta")) {
      return new Metadata(parts[2], parts[1]);
    }
    if (parts.length == 3 && parts[0].equals("uplink")) {
      return new Uplink(parts[2], parts[1].equals("merged"));
    }
    return parts.length == 3 && parts[0].equals("dhcp")
        ? new Dhcp(parts[2], parts[1])
        : new Tap(record.substring(record.indexOf('.') + 1));
  }
}
