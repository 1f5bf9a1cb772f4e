package haneul.services.network.domain;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** MAC addresses: six pairs of lower case hexadecimal digits with colons. */
public final class MacAddress {
  private static final Pattern SHAPE = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");

  private MacAddress() {}

  /** Any case, colons or dashes; empty when it is no address a card can have. */
  public static Optional<String> parse(String text) {
    String mac = text.toLowerCase(Locale.ROOT).replace('-', ':');
    if (!SHAPE.matcher(mac).matches() || mac.equals("00:00:00:00:00:00")) {
      return Optional.empty();
    }
    boolean multicast = (Integer.parseInt(mac.substring(0, 2), 16) & 1) == 1;
    return multicast ? Optional.empty() : Optional.of(mac);
  }

  /** One of Neutron's range, {@code fa:16:3e:…}. */
  public static String random(RandomGenerator random) {
    int low = random.nextInt(1 << 24);
    return String.format(
        Locale.ROOT, "fa:16:3e:%02x:%02x:%02x", low >> 16, low >> 8 & 255, low & 255);
  }
}
