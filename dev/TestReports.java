import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What surefire's reports say of a run: the tests that failed, each with the command that runs it alone, the longest classes, and
 * how many passed. A class without a report counts as failed: its JVM, or Maven before it, ended too early.
 *
 * <p>Arguments: the beginning of such a command; which classes must have a report: {@code all}, {@code some} when one of each module
 * is enough, or the name of the module of which one is. In the project's directory. Ends with 1 when something failed.
 */
final class TestReports {
  private static final int LONGEST = 10;
  private static final int MESSAGE_MAX_CHARS = 200;

  /** By what failed; a test that did with several parameters is there once. */
  private final Map<String, String> failed = new LinkedHashMap<>();

  private final Map<String, Double> secondsOfClasses = new TreeMap<>();
  private int failures;
  private int passed;
  private int skipped;

  public static void main(String[] arguments) throws Exception {
    TestReports reports = new TestReports();
    switch (arguments[1]) {
      case "all" -> reports.readAll(arguments[0], true);
      case "some" -> reports.readAll(arguments[0], false);
      default -> reports.read(arguments[1], arguments[0], new TreeSet<>(), true);
    }
    System.exit(reports.print() ? 0 : 1);
  }

  private void readAll(String command, boolean engines) throws Exception {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      for (Path module : files.filter(file -> Files.isDirectory(file.resolve("src/test/java"))).sorted().toList()) {
        Set<String> classes = classes(module.toString(), engines);
        read(module.toString(), command, engines ? classes : new TreeSet<>(), !classes.isEmpty());
      }
    }
  }

  /**
   * @param silent classes that must have a report
   * @param none whether there must be any
   */
  private void read(String module, String command, Set<String> silent, boolean none) throws Exception {
    for (Path file : reports(module)) {
      Element suite = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
      silent.remove(suite.getAttribute("name"));
      none = false;
      secondsOfClasses.merge(suite.getAttribute("name") + " (" + module + ")", Double.valueOf(suite.getAttribute("time")), Double::sum);
      NodeList tests = suite.getElementsByTagName("testcase");
      for (int i = 0; i < tests.getLength(); i++) {
        read((Element) tests.item(i), module, command);
      }
    }
    if (none) {
      fail(module, "no test ran; see above", "");
    } else {
      for (String name : silent) {
fail(name + " (" + module + ")", "no report: its JVM, or Maven before it, ended too early; see above", command + " " + name);
      }
    }
  }

  /** Those with tests; without engines, not those that need one. */
  private static Set<String> classes(String module, boolean engines) throws IOException {
    Path sources = Path.of(module, "src/test/java");
    Set<String> classes = new TreeSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(file -> file.toString().endsWith("Test.java")).toList()) {
        if (engines || !Files.readString(file).contains("@Tag(\"engine\")")) {
          classes.add(sources.relativize(file).toString().replaceFirst("\\.java$", "").replace('/', '.'));
        }
      }
    }
    return classes;
  }

  private static List<Path> reports(String module) throws IOException {
    Path directory = Path.of(module, "target/surefire-reports");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).sorted().toList();
    }
  }

  private void read(Element test, String module, String command) {
    Element problem = child(test, "failure");
    if (problem == null) {
      problem = child(test, "error");
    }
    if (problem != null) {
      String name = test.getAttribute("classname");
      // The method alone: what stands behind it are parameters. A class that failed before its first test has none.
      String method = test.getAttribute("name").replaceFirst("[^\\p{javaJavaIdentifierPart}].*", "");
      String one = method.isEmpty() ? name : name + "#" + method;
fail(one + " (" + module + ")", message(problem), command + " '" + one + "'");
    } else if (child(test, "skipped") != null) {
      skipped++;
    } else {
      passed++;
    }
  }

  private static Element child(Element test, String name) {
    return (Element) test.getElementsByTagName(name).item(0);
  }

  /** Its beginning, on one line; the first line of the stack trace when there is none. */
  private static String message(Element problem) {
    String text = problem.getAttribute("message").strip();
    if (text.isEmpty()) {
      text = problem.getTextContent().strip().lines().findFirst().orElse("");
    }
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= MESSAGE_MAX_CHARS ? line : line.substring(0, MESSAGE_MAX_CHARS) + " …";
  }

  private void fail(String what, String why, String command) {
    failures++;
    failed.putIfAbsent(what, "  " + what + ": " + why + (command.isEmpty() ? "" : "\n    " + command));
  }

  private boolean print() {
    System.out.println("\nThe longest classes:");
    secondsOfClasses.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(LONGEST)
        .forEach(each -> System.out.printf("  %6.1f s  %s%n", each.getValue(), each.getKey()));
    if (!failed.isEmpty()) {
      System.out.println("\nFailed, each with the command that runs it alone:");
      failed.values().forEach(System.out::println);
    }
    System.out.printf("%n%d passed, %d failed, %d skipped%n", passed, failures, skipped);
    return failed.isEmpty();
  }
}
