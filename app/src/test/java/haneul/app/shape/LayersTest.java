package haneul.app.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The program keeps every rule; and every rule finds the sample that breaks it. */
final class LayersTest {
  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("haneul");

  private static final Map<String, ArchRule> RULES = Layers.rules();

  @TestFactory
  Stream<DynamicTest> theProgramKeeps() {
    return RULES.entrySet().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(PROGRAM)));
  }

  /** Those without a sample are of the same make as one with. */
  @TestFactory
  Stream<DynamicTest> theSampleBreaks() {
    JavaClasses samples =
        new ClassFileImporter()
            .withImportOption(location -> location.contains("/test-classes/"))
            .importPackages("haneul.platform", "haneul.services", "haneul.drivers", "haneul.agent");
    Set<String> sameMake = new TreeSet<>();
    for (String name : RULES.keySet()) {
      if (name.endsWith("packages do not go in circles") && !name.startsWith("platform")) {
        sameMake.add(name);
      }
    }
    sameMake.add("base sees nobody");
    sameMake.add("the agent sees drivers");
    sameMake.add("services see platform");
    sameMake.add("tools see public APIs only");
    sameMake.add("the lab knows the program from outside");
    sameMake.add("nobody sees lab and bench");
    return RULES.entrySet().stream()
        .filter(rule -> !sameMake.contains(rule.getKey()))
        .map(rule ->
            DynamicTest.dynamicTest(
                rule.getKey(),
                () -> assertThat(rule.getValue().evaluate(samples).hasViolation()).isTrue()));
  }
}
