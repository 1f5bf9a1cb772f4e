package haneul.tools.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads disks off QEMU's command line: {@code -blockdev} and {@code -drive}; qemu(1). */
final class QemuDisks {
  private QemuDisks() {}

  /**
   * A file or device that a guest writes to.
   *
   * @param direct whether the host's page cache is bypassed
   * @param flushes whether what the guest flushes is flushed
   */
  record Disk(String file, boolean direct, boolean flushes) {}

  static List<Disk> of(QemuProcess process) {
    List<Disk> disks = new ArrayList<>();
    List<Map<String, String>> nodes =
        process.values("-blockdev").stream().map(QemuDisks::node).toList();
    Set<String> readOnly = new HashSet<>();
    for (Map<String, String> node : nodes) {
      if (isTrue(node, "read-only")) {
        readOnly.add(node.getOrDefault("file", "")); // what is below it is not written to either
      }
    }
    for (Map<String, String> node : nodes) {
      boolean written =
          !isTrue(node, "read-only") && !readOnly.contains(node.getOrDefault("node-name", ""));
      boolean file = List.of("file", "host_device").contains(node.getOrDefault("driver", ""));
      if (written && file && node.containsKey("filename")) {
        disks.add(
            new Disk(
                node.get("filename"),
                isTrue(node, "cache.direct"),
                !isTrue(node, "cache.no-flush")));
      }
    }
    for (String drive : process.values("-drive")) {
      Map<String, String> options = options(drive);
      String file = options.getOrDefault("file", "");
      boolean written = !isTrue(options, "readonly") && !isTrue(options, "read-only");
      // PROTOCOL:… is not a file of this host.
      if (written && !file.isEmpty() && !file.matches("[a-z+]+:.*")) {
        String cache = options.getOrDefault("cache", "writeback");
        boolean direct =
            List.of("none", "directsync").contains(cache) || isTrue(options, "cache.direct");
        disks.add(
            new Disk(file, direct, !cache.equals("unsafe") && !isTrue(options, "cache.no-flush")));
      }
    }
    return disks;
  }

  private static boolean isTrue(Map<String, String> options, String key) {
    return List.of("true", "on", "yes").contains(options.getOrDefault(key, ""));
  }

  /** JSON, or options; nested names with a dot. */
  private static Map<String, String> node(String value) {
    if (!value.startsWith("{")) {
      return options(value);
    }
    Map<String, String> node = new HashMap<>();
    try {
      JsonMapper.shared()
          .readTree(value)
          .forEachEntry((key, inner) -> {
            if (inner.isObject()) {
              inner.forEachEntry((below, scalar) -> node.put(key + "." + below, text(scalar)));
            } else {
              node.put(key, text(inner));
            }
          });
    } catch (JacksonException e) {
      return Map.of(); // QEMU would not have taken it
    }
    return node;
  }

  private static String text(JsonNode scalar) {
    return scalar.isString() ? scalar.stringValue() : scalar.toString();
  }

  /** {@code key=value,key=value}; a comma in a value is written twice. */
  private static Map<String, String> options(String value) {
    Map<String, String> options = new HashMap<>();
    for (String option : value.replace(",,", "\0").split(",", -1)) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        options.put(option.substring(0, equals), option.substring(equals + 1).replace('\0', ','));
      }
    }
    return options;
  }
}
