package haneul.base.id;

/** Names a host, its own name. */
public record HostName(String value) implements Id {
  public HostName {
    Id.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
