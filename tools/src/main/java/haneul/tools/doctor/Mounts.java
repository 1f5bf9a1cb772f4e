package haneul.tools.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The file systems that a process sees; proc(5), {@code mountinfo}. Read, not asked: a dead server
 * hangs who asks.
 */
final class Mounts {
  private final Map<Path, String> types = new HashMap<>();

  private Mounts(String mountinfo) {
    for (String line : mountinfo.lines().toList()) {
      // id parent device root MOUNT-POINT options [optional …] - TYPE source options
      List<String> fields = List.of(line.split(" ", -1));
      int dash = fields.indexOf("-");
      if (fields.size() > 5 && dash > 5 && dash + 1 < fields.size()) {
        types.put(Path.of(unescaped(fields.get(4))), fields.get(dash + 1));
      }
    }
  }

  /**
   * @param process a directory below {@code /proc}
   */
  static Mounts of(Path process) throws IOException {
    return new Mounts(Files.readString(process.resolve("mountinfo")));
  }

  /** The type of the file system that an absolute path lies on. */
  String type(Path path) {
    for (Path at = path.normalize(); at != null; at = at.getParent()) {
      String type = types.get(at);
      if (type != null) {
        return type;
      }
    }
    return "";
  }

  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
