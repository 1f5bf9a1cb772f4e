package haneul.app.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/policy.md} says what the files of the matrix say. */
class PolicyDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "policy.md");

  @Test
  void thePageIsRenderedFromTheFiles() throws IOException {
    String wanted = PolicyDocument.text();
    if (System.getProperty("policy.write") != null) {
      Files.writeString(DOCUMENT, wanted);
    }
    assertThat(DOCUMENT)
        .as("rewrite it with -Dtest=PolicyDocumentTest -Dpolicy.write, see docs/policy.md")
        .hasContent(wanted);
  }
}
