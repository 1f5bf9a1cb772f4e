package haneul.tools.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A guest that runs.
 *
 * @param directory of the process below {@code /proc}
 */
record QemuProcess(Path directory, List<String> arguments) {
  static List<QemuProcess> all(Host host) {
    List<QemuProcess> found = new ArrayList<>();
    if (!host.has("/proc")) {
      return found;
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(host.file("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        List<String> arguments = arguments(process);
        if (!arguments.isEmpty() && isQemu(arguments.getFirst())) {
          found.add(new QemuProcess(process, arguments));
        }
      }
    } catch (IOException e) {
      return found; // nobody may look: then nobody can say
    }
    return found;
  }

  private static boolean isQemu(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    return name.startsWith("qemu-system-") || name.equals("qemu-kvm") || name.equals("kvm");
  }

  private static List<String> arguments(Path process) {
    try {
      String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
      return List.of(line.split("\0", -1));
    } catch (IOException e) {
      return List.of(); // it ended meanwhile
    }
  }

  /** Its name, as libvirt or this program gave it. */
  String name() {
    for (String option : List.of("-name", "-uuid")) {
      for (String value : values(option)) {
        return value.replaceFirst("^guest=", "").replaceFirst(",.*", "");
      }
    }
    return "process " + directory.getFileName();
  }

  /** The values of an option that may be given several times. */
  List<String> values(String option) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).equals(option)) {
        values.add(arguments.get(i + 1));
      }
    }
    return values;
  }
}
