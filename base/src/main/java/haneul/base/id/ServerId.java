package haneul.base.id;

/** Names a server (OpenStack instance), a dashed UUID. */
public record ServerId(String value) implements Id {
  public ServerId {
    Id.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
