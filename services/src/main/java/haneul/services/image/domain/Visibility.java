package haneul.services.image.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who sees an image; the names are OpenStack's. */
public enum Visibility {
  /** Everybody, but it is in nobody else's list unless asked for. */
  COMMUNITY,
  /** Everybody. */
  PUBLIC,
  /** The owning project. */
  PRIVATE,
  /** The owning project and the image's members. */
  SHARED;

  /** As the API and the store have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(Visibility::text).toList();
  }

  /** The visibility of this name, if there is one. */
  public static Optional<Visibility> of(String text) {
    return Arrays.stream(values()).filter(value -> value.text().equals(text)).findFirst();
  }
}
