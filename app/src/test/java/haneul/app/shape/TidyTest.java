package haneul.app.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file of the project is one we are not ashamed of. */
final class TidyTest {
  private static final int MOST_LINES = 600;
  private static final int MOST_COLUMNS = 180;
  private static final Set<String> KINDS =
      Set.of("java", "sql", "xml", "md", "properties", "sh", "py", "yaml", "yml", "");
  private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".idea", ".vscode");

  /** Each in two halves, or this file would break it. */
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern OF_ONE_MACHINE =
      Pattern.compile("/tmp/w" + "t-|/wo" + "rk/(main|shared)|/ro" + "ot/\\.m2");

  /** In a shell's here-document a tab can mean something. */
  private static final Set<String> WITHOUT_TABS = Set.of("java", "sql", "xml", "md", "py");

  @Test
  void everyFileIsTidy() throws IOException {
    List<String> problems = new ArrayList<>();
    Path root = root();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return LEFT_OUT.contains(String.valueOf(directory.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = root.relativize(file).toString();
            if (attributes.isRegularFile() && KINDS.contains(kind(name))) {
              problems.addAll(problems(name, Files.readString(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(problems).isEmpty();
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.isDirectory(directory.resolve(".mvn"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("not within the project");
    }
    return directory;
  }

  private static String kind(String name) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    return file.contains(".") ? file.substring(file.lastIndexOf('.') + 1) : "";
  }

  private static List<String> problems(String name, String text) {
    List<String> problems = new ArrayList<>();
    List<String> lines = text.lines().toList();
    if (lines.size() > MOST_LINES) {
      problems.add(name + " has " + lines.size() + " lines");
    }
    if (!text.isEmpty() && !text.endsWith("\n")) {
      problems.add(name + " does not end with a line's end");
    }
    if (text.indexOf('\r') >= 0) {
      problems.add(name + " has carriage returns");
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String where = name + ":" + (i + 1) + " ";
      if (WITHOUT_TABS.contains(kind(name)) && line.indexOf('\t') >= 0) {
        problems.add(where + "has a tab");
      }
      if (!line.equals(line.stripTrailing())) {
        problems.add(where + "ends with a space");
      }
      if (kind(name).equals("java") && line.length() > MOST_COLUMNS) {
        problems.add(where + "is too long");
      }
      if (UNFINISHED.matcher(line).find()) {
        problems.add(where + "is unfinished");
      }
      if (OF_ONE_MACHINE.matcher(line).find()) {
        problems.add(where + "names what is on one machine only");
      }
    }
    return problems;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\tb\n",
        "a \n",
        "a\r\n",
        "a",
        "// TO" + "DO: later\n",
        "cd /wo" + "rk/main\n",
      })
  void whatIsNotIsFound(String text) {
    assertThat(problems("a.java", text)).isNotEmpty();
    assertThat(problems("a.java", "x\n".repeat(601))).hasSize(1);
    assertThat(problems("a.java", "fine\n")).isEmpty();
  }
}
