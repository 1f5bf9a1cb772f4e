package haneul.tools.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JournalExportTest {
  private static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      out.writeBytes(
          part instanceof Long length
              ? ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array()
              : part.toString().getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static Entries open(byte[] journal, boolean complete) {
    Entries.Opening opening =
        new Entries.Opening(
            LogFormat.AUTO,
            Arrays.copyOf(journal, Math.min(journal.length, Entries.TELLING_BYTES)),
            new byte[0],
            0,
            false,
            complete,
            Instant.EPOCH,
            ZoneOffset.UTC);
    return Entries.of(new ByteArrayInputStream(journal), opening);
  }

  private static List<String> messages(Entries entries) throws IOException {
    List<String> messages = new ArrayList<>();
    for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
      messages.add(entry.program() + ":" + entry.message() + ":" + entry.timeMillis());
    }
    return messages;
  }

  private static final String HEAD =
      "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1769940000000000\nSYSLOG_IDENTIFIER=sshd\n";

  /** What a value looks like does not matter: it is as long as it says. */
  @Test
  void aValueMayHoldAnything() throws IOException {
    String forged = "x\n\nSYSLOG_IDENTIFIER=sshd\nMESSAGE=forged\n\n";
    byte[] journal =
        bytes(HEAD, "MESSAGE\n", (long) forged.length(), forged, "\n\n", HEAD, "MESSAGE=b=c\n\n");
    assertThat(messages(open(journal, false)))
        .containsExactly("sshd:" + forged + ":1769940000000", "sshd:b=c:1769940000000");
  }

  @Test
  void anEntryNotYetWholeIsReadAgain() throws IOException {
    byte[] journal = bytes(HEAD, "MESSAGE=a\n\n", HEAD, "MESSAGE=b\n\n");
    byte[] first = bytes(HEAD, "MESSAGE=a\n\n");
    for (int cut = first.length; cut < journal.length; cut++) {
      Entries entries = open(Arrays.copyOf(journal, cut), false);
      assertThat(messages(entries)).containsExactly("sshd:a:1769940000000");
      assertThat(entries.position()).isEqualTo(first.length);
    }
    assertThat(messages(open(Arrays.copyOf(journal, journal.length - 1), true))).hasSize(2);
  }

  @Test
  void lengthsThatCannotBeHarmNobody() throws IOException {
    assertThat(messages(open(bytes(HEAD, "MESSAGE\n", -1L, "a\n\n", HEAD, "MESSAGE=b\n\n"), true)))
        .endsWith("sshd:b:1769940000000");
    assertThat(messages(open(bytes(HEAD, "MESSAGE\n", Long.MAX_VALUE, "a\n\n"), false))).isEmpty();
  }
}
