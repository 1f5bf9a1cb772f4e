package haneul.tools.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class LineReaderTest {
  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<String> lines(LineReader reader, boolean rest) throws IOException {
    List<String> lines = new ArrayList<>();
    while (reader.next() || (rest && reader.rest())) {
      lines.add(line(reader));
    }
    return lines;
  }

  private static String line(LineReader reader) {
    return new String(
        reader.buffer(), reader.from(), reader.to() - reader.from(), StandardCharsets.ISO_8859_1);
  }

  /** In whatever pieces it is read: the same lines, each where it is. */
  @Property
  void linesAreWhatIsBetweenLineEnds(
      @ForAll List<@Size(max = 40) byte[]> parts, @ForAll @IntRange(min = 1, max = 7) int piece)
      throws IOException {
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (byte[] part : parts) {
      String line =
          new String(part, StandardCharsets.ISO_8859_1)
              .replace('\n', 'n')
              .replace('\r', 'r')
              .replace('\0', '0');
      expected.add(line);
      text.append(line).append('\n');
    }
    InputStream slow =
        new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.ISO_8859_1)) {
          @Override
          public synchronized int read(byte[] bytes, int from, int length) {
            return super.read(bytes, from, Math.min(length, piece));
          }
        };
    LineReader reader = new LineReader(slow, 1000, false);
    int at = 0;
    for (String line : expected) {
      assertThat(reader.next()).isTrue();
      assertThat(line(reader)).isEqualTo(line);
      assertThat(reader.lineStart()).isEqualTo(1000 + at);
      at += line.length() + 1;
      assertThat(reader.position()).isEqualTo(1000 + at);
    }
    assertThat(reader.next()).isFalse();
  }

  @Test
  void aLineWithoutAnEndIsKeptForLater() throws IOException {
    LineReader reader = new LineReader(stream("one\r\ntwo"), 0, false);
    assertThat(lines(reader, false)).containsExactly("one");
    assertThat(reader.position()).isEqualTo(5);
    assertThat(lines(new LineReader(stream("one\ntwo"), 0, false), true))
        .containsExactly("one", "two");
  }

  /** What follows within it must not be taken for a line, nor when it is read on from there. */
  @Test
  void aHugeLineIsItsBeginning() throws IOException {
    String huge = "x".repeat(5 * LineReader.MOST_BYTES / 2);
    LineReader reader = new LineReader(stream("one\n" + huge + "FORGED\ntwo\n"), 0, false);
    List<String> lines = lines(reader, false);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1).length()).isBetween(LineReader.MOST_BYTES, 2 * LineReader.MOST_BYTES);
    assertThat(lines.get(1)).matches("x+");
    assertThat(lines.get(2)).isEqualTo("two");
    assertThat(reader.buffer().length).isLessThanOrEqualTo(2 * LineReader.MOST_BYTES);

    LineReader first = new LineReader(stream(huge), 0, false);
    assertThat(lines(first, true)).hasSize(1);
    assertThat(first.within()).isTrue();
    String left = huge.substring((int) first.position()) + "FORGED\ntwo\n";
    LineReader second = new LineReader(stream(left), first.position(), first.within());
    assertThat(lines(second, false)).containsExactly("two");
  }

  @Test
  void zerosOfAnEmptiedLogAreNoPartOfALine() throws IOException {
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(new byte[3 * LineReader.MOST_BYTES]), stream("one\ntwo\n"));
    assertThat(lines(new LineReader(in, 0, false), false)).endsWith("two");
    assertThat(lines(new LineReader(stream("\0\0\0one\n"), 0, false), false))
        .containsExactly("one");
  }
}
