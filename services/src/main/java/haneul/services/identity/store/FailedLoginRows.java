package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.USER_ID;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.FailedLogins;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Rows of {@code identity_failed_login}. */
public final class FailedLoginRows {
  private static final Table<Record> FAILED_LOGIN = table(name("identity_failed_login"));
  private static final Field<Integer> COUNT = field(name("count"), SQLDataType.INTEGER);
  private static final Field<String> FAILED_AT = field(name("failed_at"), SQLDataType.CLOB);
  private static final Field<String> FORGOTTEN_AT = field(name("forgotten_at"), SQLDataType.CLOB);

  private FailedLoginRows() {}

  public static FailedLogins find(Tx tx, String userId) {
    Optional<FailedLogins> found =
        tx.sql()
            .select(COUNT, FAILED_AT)
            .from(FAILED_LOGIN)
            .where(USER_ID.eq(userId))
            .fetchOptional(row -> new FailedLogins(row.value1(), Times.parse(row.value2())));
    return found.orElse(FailedLogins.NONE);
  }

  /**
   * @param forgottenAt when the row is no longer needed
   */
  public static void put(Tx tx, String userId, FailedLogins failed, Instant forgottenAt) {
    tx.sql()
        .insertInto(FAILED_LOGIN)
        .set(USER_ID, userId)
        .set(COUNT, failed.count())
        .set(FAILED_AT, Times.text(failed.at()))
        .set(FORGOTTEN_AT, Times.text(forgottenAt))
        .onConflict(USER_ID)
        .doUpdate()
        .set(COUNT, failed.count())
        .set(FAILED_AT, Times.text(failed.at()))
        .set(FORGOTTEN_AT, Times.text(forgottenAt))
        .execute();
  }

  public static void delete(Tx tx, String userId) {
    tx.sql().deleteFrom(FAILED_LOGIN).where(USER_ID.eq(userId)).execute();
  }

  /**
   * Removes the first few that are no longer needed.
   *
   * @return how many; fewer than {@code most} when there are no more
   */
  public static int purge(Tx tx, Instant now, int most) {
    return tx.sql()
        .deleteFrom(FAILED_LOGIN)
        .where(
            USER_ID.in(
                DSL.select(USER_ID)
                    .from(FAILED_LOGIN)
                    .where(FORGOTTEN_AT.lt(Times.text(now)))
                    .orderBy(FORGOTTEN_AT)
                    .limit(most)))
        .execute();
  }
}
