package haneul.tools.guard.source;

import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the files of logs on disk: {@code access.log}, and what it was renamed to. */
final class LogFiles {
  private static final int MOST_OLD_FILES = 100;

  /** Looked at again only when size, time or inode differ: reading heads of many files is slow. */
  private final Map<Path, FileFacts> seen = new HashMap<>();

  /**
   * The files of a log.
   *
   * @param since old files that were not written to since then are left out
   */
  Rotation.Family family(Path log, long since) throws IOException {
    Optional<FileFacts> live = look(log);
    List<FileFacts> old = new ArrayList<>();
    for (Path path : old(log, since)) {
      look(path).ifPresent(old::add);
    }
    return new Rotation.Family(log.toString(), old, live);
  }

  private Optional<FileFacts> look(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new UserError(path + " is not a file; a pipe is read with: --log - < " + path);
    }
    try {
      FileFacts.Stat now = FileFacts.Stat.of(path);
      FileFacts before = seen.get(path);
      if (before == null
          || !before.stat().equals(now)
          || before.head().length < Cursor.MOST_HEAD_BYTES) {
        seen.put(path, FileFacts.of(path, now));
      }
      return Optional.ofNullable(seen.get(path));
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      seen.remove(path);
      if (Files.exists(path)) {
        throw new UserError(path + " cannot be read; run this as a user who may, such as root.");
      }
      return Optional.empty();
    }
  }

  private static List<Path> old(Path log, long since) throws IOException {
    Path directory = log.toAbsolutePath().getParent();
    Pattern names = names(String.valueOf(log.getFileName()));
    record Dated(Path path, long modifiedMillis) {}
    List<Dated> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path path : all) {
        if (names.matcher(String.valueOf(path.getFileName())).matches()
            && !path.getFileName().equals(log.getFileName())
            && Files.isRegularFile(path)) {
          long modified = Files.getLastModifiedTime(path).toMillis();
          if (modified >= since) {
            found.add(new Dated(path, modified));
          }
        }
      }
    } catch (NoSuchFileException e) {
      return List.of(); // renamed or deleted while we looked, or no directory: nothing old there
    }
    return found.stream()
        .sorted(Comparator.comparing(Dated::modifiedMillis).reversed())
        .limit(MOST_OLD_FILES)
        .map(Dated::path)
        .toList();
  }

  /**
   * What logrotate and its like make of a name: numbers or dates after it, {@code .gz} after these;
   * and of one with a 0 in it, such as {@code haneul.0.log}, other numbers there.
   */
  private static Pattern names(String name) {
    String plain = Pattern.quote(name) + "(?:[.-][0-9]{1,14}){1,6}(?:\\.gz)?";
    int zero = name.indexOf(".0.");
    String numbered =
        zero < 0
            ? ""
            : "|"
                + Pattern.quote(name.substring(0, zero + 1))
                + "[0-9]{1,4}"
                + Pattern.quote(name.substring(zero + 2));
    return Pattern.compile(plain + numbered);
  }
}
