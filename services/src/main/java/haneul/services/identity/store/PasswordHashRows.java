package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.PASSWORD_HASH;
import static haneul.services.identity.store.Tables.USER;

import haneul.platform.store.Tx;

/** The password hash of {@code identity_user} by itself. */
public final class PasswordHashRows {
  private PasswordHashRows() {}

  /** Another hash of the same password; false when the user has another one by now. */
  public static boolean replace(Tx tx, String userId, String old, String hash) {
    return tx.sql()
            .update(USER)
            .set(PASSWORD_HASH, hash)
            .where(ID.eq(userId).and(PASSWORD_HASH.eq(old)))
            .execute()
        > 0;
  }
}
