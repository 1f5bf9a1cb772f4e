package haneul.base.id;

/** Names a project, 32 hexadecimal digits. */
public record ProjectId(String value) implements Id {
  public ProjectId {
    Id.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
