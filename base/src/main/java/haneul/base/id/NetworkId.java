package haneul.base.id;

/** Names a network, a dashed UUID. */
public record NetworkId(String value) implements Id {
  public NetworkId {
    Id.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
