package haneul.base.id;

/** Names a security group, a dashed UUID. */
public record SecurityGroupId(String value) implements Id {
  public SecurityGroupId {
    Id.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
