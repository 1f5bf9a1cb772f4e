package haneul.platform.http;

/**
 * Who may use a route at all. What they may do with whose things is decided where the things are.
 * Roles imply each other: an admin is a member, a member is a reader.
 */
public enum Access {
  /** No token needed. */
  ANYONE,
  /** Any valid token, whatever its scope. */
  AUTHENTICATED,
  /** Reads within the token's project. */
  READER,
  /** Writes within the token's project. */
  MEMBER,
  /** Everything, everywhere. */
  ADMIN
}
