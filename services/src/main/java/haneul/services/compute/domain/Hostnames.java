package haneul.services.compute.domain;

import haneul.base.id.ServerId;
import java.util.Locale;

/** Makes a host name of what a user called a server. */
public final class Hostnames {
  private static final int MAX_LENGTH = 63;

  private Hostnames() {}

  /**
   * Letters, digits and inner hyphens of {@code name}, lower case, at most 63; what has none of
   * them is called after its id.
   */
  public static String of(String name, ServerId id) {
    String text =
        name.toLowerCase(Locale.ROOT)
            .replaceAll("[ _.]", "-")
            .replaceAll("[^a-z0-9-]", "")
            .replaceAll("^-+", "");
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
    String trimmed = cut.replaceAll("-+$", "");
    return trimmed.isEmpty() ? "server-" + id : trimmed;
  }
}
