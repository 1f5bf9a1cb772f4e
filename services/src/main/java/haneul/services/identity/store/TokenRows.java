package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.EXPIRES_AT;
import static haneul.services.identity.store.Tables.USER_ID;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Rows of {@code identity_token}. Each question here has its index; a test asks the databases. */
public final class TokenRows {
  private static final Table<Record> TOKEN = table(name("identity_token"));
  private static final Field<String> TOKEN_HASH = field(name("token_hash"), SQLDataType.CLOB);
  private static final Field<String> CLAIMS = field(name("claims"), SQLDataType.CLOB);

  private TokenRows() {}

  public static void insert(Tx tx, String hash, String userId, byte[] claims, Instant expiresAt) {
    tx.sql()
        .insertInto(TOKEN)
        .set(TOKEN_HASH, hash)
        .set(USER_ID, userId)
        .set(CLAIMS, Base64.getUrlEncoder().withoutPadding().encodeToString(claims))
        .set(EXPIRES_AT, Times.text(expiresAt))
        .execute();
  }

  public static Optional<byte[]> claims(Tx tx, String hash) {
    return tx.sql()
        .select(CLAIMS)
        .from(TOKEN)
        .where(TOKEN_HASH.eq(hash))
        .fetchOptional(CLAIMS)
        .map(text -> Base64.getUrlDecoder().decode(text));
  }

  /**
   * Removes the first few that have expired.
   *
   * @return how many; fewer than {@code most} when there are no more
   */
  public static int purge(Tx tx, Instant now, int most) {
    return tx.sql()
        .deleteFrom(TOKEN)
        .where(
            TOKEN_HASH.in(
                DSL.select(TOKEN_HASH)
                    .from(TOKEN)
                    .where(EXPIRES_AT.lt(Times.text(now)))
                    .orderBy(EXPIRES_AT)
                    .limit(most)))
        .execute();
  }

  /** How many have expired and are still there; not counted beyond {@code most}. */
  public static int expired(Tx tx, Instant now, int most) {
    return tx.sql()
        .fetchCount(
            DSL.select(TOKEN_HASH).from(TOKEN).where(EXPIRES_AT.lt(Times.text(now))).limit(most));
  }
}
