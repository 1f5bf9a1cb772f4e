package haneul.base.id;

/** Names a user, 32 hexadecimal digits. */
public record UserId(String value) implements Id {
  public UserId {
    Id.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
