package haneul.platform.store;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** One number for all migrations that this program has, from their names and checksums. */
final class MigrationStamp {
  private static final String DIRECTORY = "db/migration";

  private MigrationStamp() {}

  /** Never 0, which is what a new database carries. */
  static int ofClassPath() throws IOException {
    return of(MigrationStamp.class.getClassLoader().resources(DIRECTORY).toList());
  }

  /** Of these directories, in jars or not, as if they were one. */
  static int of(List<URL> places) throws IOException {
    Map<String, Long> checksums = new TreeMap<>();
    for (URL place : places) {
      if (place.openConnection() instanceof JarURLConnection connection) {
        addJar(connection.getJarFile(), checksums);
      } else {
        addFiles(Path.of(URI.create(place.toString())), checksums);
      }
    }
    CRC32 stamp = new CRC32();
    checksums.forEach(
        (name, sum) -> stamp.update((name + " " + sum + "\n").getBytes(StandardCharsets.UTF_8)));
    return (int) Math.max(stamp.getValue(), 1);
  }

  private static void addJar(JarFile jar, Map<String, Long> checksums) {
    String inside = DIRECTORY + "/";
    for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
      if (entry.getName().startsWith(inside) && !entry.isDirectory()) {
        checksums.put(entry.getName().substring(inside.length()), entry.getCrc());
      }
    }
  }

  private static void addFiles(Path directory, Map<String, Long> checksums) throws IOException {
    try (Stream<Path> files = Files.walk(directory).filter(Files::isRegularFile)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        CRC32 sum = new CRC32();
        sum.update(Files.readAllBytes(file));
        checksums.put(directory.relativize(file).toString(), sum.getValue());
      }
    }
  }
}
