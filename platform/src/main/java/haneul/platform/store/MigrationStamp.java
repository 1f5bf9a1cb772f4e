package haneul.platform.store;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/** One number for all migrations that this program has, from their names and checksums. */
final class MigrationStamp {
  private static final String DIRECTORY = "db/migration";

  private MigrationStamp() {}

  /** None when the migrations are not in jars, as in tests. */
  static OptionalInt ofClassPath() throws IOException {
    List<URL> places =
        MigrationStamp.class
            .getClassLoader()
            .resources(DIRECTORY)
            .sorted(Comparator.comparing(URL::toString))
            .toList();
    List<JarFile> jars = new ArrayList<>();
    for (URL place : places) {
      if (!(place.openConnection() instanceof JarURLConnection connection)) {
        return OptionalInt.empty();
      }
      jars.add(connection.getJarFile());
    }
    return OptionalInt.of(of(jars));
  }

  /** Never 0, which is what a new database carries. */
  static int of(List<JarFile> jars) {
    CRC32 stamp = new CRC32();
    for (JarFile jar : jars) {
      jar.stream()
          .filter(entry -> entry.getName().startsWith(DIRECTORY) && !entry.isDirectory())
          .sorted(Comparator.comparing(JarEntry::getName))
          .map(entry -> entry.getName() + " " + entry.getCrc() + "\n")
          .forEach(line -> stamp.update(line.getBytes(StandardCharsets.UTF_8)));
    }
    return (int) Math.max(stamp.getValue(), 1);
  }
}
