package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.AUDIT_ID;
import static haneul.services.identity.store.Tables.REVOCATION;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.platform.store.Tx;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The one row of {@code identity_generation}. */
public final class GenerationRows {
  private static final Table<Record> GENERATION = table(name("identity_generation"));
  private static final Field<Long> VALUE = field(name("value"), SQLDataType.BIGINT);

  private GenerationRows() {}

  public static void raise(Tx tx) {
    tx.sql().update(GENERATION).set(VALUE, VALUE.plus(1)).execute();
  }

  public static Optional<Long> find(Tx tx) {
    return find(tx, DSL.noCondition());
  }

  /** The generation; empty when the token is revoked. One question, however many are revoked. */
  public static Optional<Long> unlessRevoked(Tx tx, String auditId) {
    return find(tx, DSL.notExists(DSL.selectOne().from(REVOCATION).where(AUDIT_ID.eq(auditId))));
  }

  private static Optional<Long> find(Tx tx, Condition condition) {
    return tx.sql().select(VALUE).from(GENERATION).where(condition).fetchOptional(VALUE);
  }
}
