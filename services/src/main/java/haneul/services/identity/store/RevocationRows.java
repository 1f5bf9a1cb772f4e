package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.AUDIT_ID;
import static haneul.services.identity.store.Tables.EXPIRES_AT;
import static haneul.services.identity.store.Tables.REVOCATION;

import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import java.time.Instant;
import org.jooq.impl.DSL;

/**
 * Rows of {@code identity_revocation}, which {@link GenerationRows#unlessRevoked} asks for. A row
 * is kept for as long as its token would have lived.
 */
public final class RevocationRows {
  private RevocationRows() {}

  public static void put(Tx tx, String auditId, Instant expiresAt) {
    tx.sql()
        .insertInto(REVOCATION)
        .set(AUDIT_ID, auditId)
        .set(EXPIRES_AT, Times.text(expiresAt))
        .onConflictDoNothing()
        .execute();
  }

  /**
   * Removes the first few that are no longer needed.
   *
   * @return how many; fewer than {@code most} when there are no more
   */
  public static int purge(Tx tx, Instant now, int most) {
    return tx.sql()
        .deleteFrom(REVOCATION)
        .where(
            AUDIT_ID.in(
                DSL.select(AUDIT_ID)
                    .from(REVOCATION)
                    .where(EXPIRES_AT.lt(Times.text(now)))
                    .orderBy(EXPIRES_AT)
                    .limit(most)))
        .execute();
  }
}
