package haneul.base.id;

/** Names an image, a dashed UUID. */
public record ImageId(String value) implements Id {
  public ImageId {
    Id.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
