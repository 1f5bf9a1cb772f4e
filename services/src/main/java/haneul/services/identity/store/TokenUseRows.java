package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.USER_ID;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.when;

import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.UseSlot;
import haneul.services.identity.domain.UseSlot.Counts;
import haneul.services.identity.domain.UserTokens;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Rows of {@code identity_token_use}. */
public final class TokenUseRows {
  private static final Duration KEPT = Duration.ofHours(24);
  private static final Table<Record> TOKEN_USE = table(name("identity_token_use"));
  private static final Field<String> SLOT = field(name("slot"), SQLDataType.CLOB);
  private static final Field<Long> ISSUED = number("issued");
  private static final Field<Long> USED = number("used");
  private static final Field<Long> ENDING = number("ending");

  private TokenUseRows() {}

  /** A row, or what is to be added to one. */
  public record Row(UseSlot slot, Counts counts) {}

  private static Field<Long> number(String column) {
    return field(name("identity_token_use", column), SQLDataType.BIGINT);
  }

  public static void add(Tx tx, Row row) {
    Counts more = row.counts();
    tx.sql()
        .insertInto(TOKEN_USE)
        .set(SLOT, Times.text(row.slot().begin()))
        .set(USER_ID, row.slot().userId())
        .set(ISSUED, more.issued())
        .set(USED, more.used())
        .set(ENDING, more.ending())
        .onConflict(SLOT, USER_ID)
        .doUpdate()
        .set(ISSUED, ISSUED.plus(more.issued()))
        .set(USED, USED.plus(more.used()))
        .set(ENDING, ENDING.plus(more.ending()))
        .execute();
  }

  /** Users with tokens in the last day; most tokens of the last hour first. */
  public static List<UserTokens> report(Tx tx, Instant now, int most) {
    Field<BigDecimal> lastHour = sum(since(now.minus(Duration.ofHours(1)), ISSUED));
    Field<BigDecimal> live = sum(since(now.minus(UseSlot.LENGTH), ENDING));
    return tx.sql()
        .select(
            USER_ID,
            live,
            sum(since(now.minus(KEPT), ISSUED)),
            lastHour,
            sum(since(now.minus(Duration.ofHours(1)), USED)))
        .from(TOKEN_USE)
        .where(SLOT.gt(Times.text(now.minus(KEPT))))
        .groupBy(USER_ID)
        .orderBy(lastHour.desc(), live.desc(), USER_ID)
        .limit(most)
        .fetch(row ->
            new UserTokens(
                row.value1(),
                Math.max(0, row.value2().longValue()),
                row.value3().longValue(),
                row.value4().longValue(),
                row.value5().longValue()));
  }

  /** A count where its slot begins later than {@code begin}, else nothing. */
  private static Field<Long> since(Instant begin, Field<Long> count) {
    Condition later = SLOT.gt(Times.text(begin));
    return when(later, count).otherwise(inline(0L));
  }

  /**
   * Removes the first few that nobody will ask for any more.
   *
   * @return how many; fewer than {@code most} when there are no more
   */
  public static int purge(Tx tx, Instant now, int most) {
    return tx.sql()
        .deleteFrom(TOKEN_USE)
        .where(
            DSL.row(SLOT, USER_ID)
                .in(
                    DSL.select(SLOT, USER_ID)
                        .from(TOKEN_USE)
                        .where(SLOT.lt(Times.text(now.minus(KEPT.plus(UseSlot.LENGTH)))))
                        .orderBy(SLOT)
                        .limit(most)))
        .execute();
  }
}
