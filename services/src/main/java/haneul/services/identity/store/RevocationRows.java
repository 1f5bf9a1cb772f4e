package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.AUDIT_ID;
import static haneul.services.identity.store.Tables.EXPIRES_AT;
import static haneul.services.identity.store.Tables.REVOCATION;

import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import java.time.Instant;
import org.jooq.impl.DSL;

/** Rows of {@code identity_revocation}. */
public final class RevocationRows {
  /** A revocation sweeps away at most so many that are no longer needed. */
  private static final int SWEEP = 100;

  private RevocationRows() {}

  /** Revokes a token for as long as it would have lived, and sweeps a few that have expired. */
  public static void put(Tx tx, String auditId, Instant expiresAt, Instant now) {
    tx.sql()
        .deleteFrom(REVOCATION)
        .where(
            AUDIT_ID.in(
                DSL.select(AUDIT_ID)
                    .from(REVOCATION)
                    .where(EXPIRES_AT.lt(Times.text(now)))
                    .limit(SWEEP)))
        .execute();
    tx.sql()
        .insertInto(REVOCATION)
        .set(AUDIT_ID, auditId)
        .set(EXPIRES_AT, Times.text(expiresAt))
        .onConflictDoNothing()
        .execute();
  }

  public static boolean exists(Tx tx, String auditId) {
    return tx.sql().fetchExists(DSL.selectOne().from(REVOCATION).where(AUDIT_ID.eq(auditId)));
  }
}
