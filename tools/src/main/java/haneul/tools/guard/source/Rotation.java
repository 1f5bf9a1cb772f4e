package haneul.tools.guard.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what of a log's files is to be read, after they were renamed, copied, emptied and
 * compressed in whatever way. It looks at what the files are, not at what happened:
 *
 * <ul>
 *   <li>a file that is known is read on from where it was left, under whatever name it has now;
 *   <li>a file that is not known is read from its beginning if it is the log itself, or if it is
 *       one of its old files and was written to after the log was last read;
 *   <li>a second file that begins like another is a copy of it.
 * </ul>
 *
 * <p>Programs go on writing to a renamed file for a while: so the last few files of a log stay
 * known.
 */
final class Rotation {
  /**
   * A log's files.
   *
   * @param old those it was renamed or copied to, in any order
   * @param live the one that has the log's name, if there is one now
   */
  record Family(String log, List<FileFacts> old, Optional<FileFacts> live) {}

  /** A file, and from where to read it. */
  record Part(FileFacts file, long offset, boolean within, boolean live) {}

  /**
   * What to read of each log, in order.
   *
   * @param lost the logs of which a file that was being read is gone
   */
  record Plan(Map<String, List<Part>> parts, Set<String> lost) {}

  private final Map<String, List<Cursor>> known;
  private final Set<Cursor> claimed = new HashSet<>();
  private final Map<FileFacts, Cursor> claims = new HashMap<>();

  private Rotation(Map<String, List<Cursor>> known) {
    this.known = known;
  }

  /**
   * Decides.
   *
   * @param known for each log the cursors of its last files, oldest first
   */
  static Plan plan(List<Family> families, Map<String, List<Cursor>> known) {
    return new Rotation(known).plan(families);
  }

  private Plan plan(List<Family> families) {
    // A log's own name claims first: what else begins like it is a copy.
    families.forEach(family -> family.live().ifPresent(this::claim));
    for (Family family : families) {
      family.old().stream()
          .sorted(Comparator.comparing(FileFacts::compressed))
          .forEach(this::claim);
    }
    Map<String, List<Part>> parts = new HashMap<>();
    Set<String> lost = new HashSet<>();
    for (Family family : families) {
      parts.put(family.log(), parts(family));
      List<Cursor> own = own(family);
      if (!own.isEmpty() && own.getLast().headBytes() > 0 && !claimed.contains(own.getLast())) {
        lost.add(family.log());
      }
    }
    return new Plan(parts, lost);
  }

  private List<Cursor> own(Family family) {
    return known.getOrDefault(family.log(), List.of());
  }

  /**
   * The cursor of any log will do: a file may be named twice, by itself and as another's old one.
   */
  private @Nullable Cursor find(FileFacts file) {
    List<Cursor> all = known.values().stream().flatMap(List::stream).toList();
    return all.stream()
        .filter(cursor -> cursor.inode() == file.inode() && cursor.isOf(file))
        .findFirst()
        .or(() -> all.stream().filter(cursor -> cursor.isOf(file)).findFirst())
        .orElse(null);
  }

  private void claim(FileFacts file) {
    Cursor cursor = find(file);
    if (cursor != null && claimed.add(cursor)) {
      claims.put(file, cursor);
    }
  }

  private List<Part> parts(Family family) {
    List<Part> parts = new ArrayList<>();
    long lastRead =
        own(family).stream().mapToLong(Cursor::modifiedMillis).max().orElse(Long.MAX_VALUE);
    family.old().stream()
        .sorted(Comparator.comparing(FileFacts::modifiedMillis))
        .forEach(file -> {
          Cursor cursor = claims.get(file);
          if (cursor != null) {
            if (hasMore(file, cursor)) {
              parts.add(new Part(file, cursor.offset(), cursor.within(), false));
            }
          } else if (file.modifiedMillis() > lastRead && find(file) == null) {
            parts.add(new Part(file, 0, false, false));
          }
        });
    family
        .live()
        .ifPresent(file -> {
          Cursor cursor = claims.get(file);
          if (cursor != null) {
            if (hasMore(file, cursor)) {
              parts.add(new Part(file, cursor.offset(), cursor.within(), true));
            }
          } else if (find(file) == null) {
            parts.add(new Part(file, 0, false, true));
          }
        });
    return parts;
  }

  private static boolean hasMore(FileFacts file, Cursor cursor) {
    return file.size() != (file.compressed() ? cursor.size() : cursor.offset());
  }
}
