package haneul.base.id;

/** Names a network port, a dashed UUID. */
public record PortId(String value) implements Id {
  public PortId {
    Id.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
