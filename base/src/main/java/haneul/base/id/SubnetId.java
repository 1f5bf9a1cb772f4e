package haneul.base.id;

/** Names a subnet, a dashed UUID. */
public record SubnetId(String value) implements Id {
  public SubnetId {
    Id.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
