package haneul.services.identity.domain;

/** Why a token may do less than its user, or something in another's name. */
public sealed interface Delegation {
  String id();

  /** A trust: the trustor lets the token's user have some of his roles. */
  record ByTrust(String id) implements Delegation {}

  /** An application credential: the user lets a program have some of his roles. */
  record ByApplicationCredential(String id) implements Delegation {}
}
