package haneul.services.image.domain;

import java.util.Locale;

/** What an image is at; the names are OpenStack's. */
public enum ImageStatus {
  /** Registered, without content. */
  QUEUED,
  /** An upload is under way. */
  SAVING,
  /** Content is there and checked. */
  ACTIVE,
  /** Content is there and may not be used. */
  DEACTIVATED;

  /** As the API and the store have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of this {@link #text()}. */
  public static ImageStatus of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether there is content. */
  public boolean hasContent() {
    return switch (this) {
      case ACTIVE, DEACTIVATED -> true;
      case QUEUED, SAVING -> false;
    };
  }
}
