package haneul.drivers.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PortMasksTest {
  @Test
  void coversWithFewMasks() {
    assertThat(PortMasks.covering(22, 22)).containsExactly("0x0016/0xffff");
    assertThat(PortMasks.covering(0, 65535)).containsExactly("0x0000/0x0000");
    assertThat(PortMasks.covering(80, 88)).containsExactly("0x0050/0xfff8", "0x0058/0xffff");
    assertThat(PortMasks.covering(1, 65534)).hasSize(30);
  }

  @Test
  void coversExactlyTheRange() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int a = random.nextInt(0x10000);
      int b = random.nextInt(0x10000);
      int min = Math.min(a, b);
      int max = Math.max(a, b);
      List<String> masks = PortMasks.covering(min, max);
      for (int port : new int[] {0, min - 1, min, (min + max) / 2, max, max + 1, 65535}) {
        if (port >= 0 && port <= 65535) {
          assertThat(masks.stream().filter(mask -> matches(mask, port)).count())
              .as("%d in %d..%d", port, min, max)
              .isEqualTo(port >= min && port <= max ? 1 : 0);
        }
      }
    }
  }

  private static boolean matches(String mask, int port) {
    String[] parts = mask.split("/", 2);
    return (port & Integer.decode(parts[1])) == Integer.decode(parts[0]);
  }

  @Test
  void refusesWhatIsNoRange() {
    assertThatThrownBy(() -> PortMasks.covering(5, 4)).hasMessageContaining("5..4");
    assertThatThrownBy(() -> PortMasks.covering(0, 65536)).hasMessageContaining("65536");
  }
}
