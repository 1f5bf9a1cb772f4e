package haneul.services.image.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What lists of images can be filtered and sorted by. */
public enum ImageField {
  NAME(Kind.TEXT, true),
  STATUS(Kind.TEXT, true),
  CONTAINER_FORMAT(Kind.TEXT, true),
  DISK_FORMAT(Kind.TEXT, true),
  SIZE(Kind.NUMBER, true),
  ID(Kind.TEXT, true),
  CREATED_AT(Kind.TIME, true),
  UPDATED_AT(Kind.TIME, true),
  OWNER(Kind.TEXT, false),
  CHECKSUM(Kind.TEXT, false),
  OS_HASH_VALUE(Kind.TEXT, false),
  VIRTUAL_SIZE(Kind.NUMBER, false),
  MIN_DISK(Kind.NUMBER, false),
  MIN_RAM(Kind.NUMBER, false),
  PROTECTED(Kind.FLAG, false),
  OS_HIDDEN(Kind.FLAG, false);

  /** What the values are. */
  public enum Kind {
    TEXT,
    NUMBER,
    TIME,
    FLAG
  }

  private final Kind kind;
  private final boolean sortable;

  ImageField(Kind kind, boolean sortable) {
    this.kind = kind;
    this.sortable = sortable;
  }

  public Kind kind() {
    return kind;
  }

  /** As the API has it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The field of this name, if there is one. */
  public static Optional<ImageField> of(String text) {
    return Arrays.stream(values()).filter(field -> field.text().equals(text)).findFirst();
  }

  /** The fields that a list can be sorted by. */
  public static List<ImageField> sortable() {
    return Arrays.stream(values()).filter(field -> field.sortable).toList();
  }
}
