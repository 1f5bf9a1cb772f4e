package haneul.services.compute.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.base.id.UserId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.KeyPair;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The table {@code compute_key_pair}. */
public final class KeyPairStore {
  private static final Table<Record> KEY_PAIR = table(name("compute_key_pair"));
  private static final Field<String> USER = field(name("user_id"), String.class);
  private static final Field<String> NAME = field(name("name"), String.class);
  private static final Field<Long> NUMBER = field(name("number"), Long.class);
  private static final Field<String> TYPE = field(name("type"), String.class);
  private static final Field<String> PUBLIC_KEY = field(name("public_key"), String.class);
  private static final Field<String> FINGERPRINT = field(name("fingerprint"), String.class);
  private static final Field<String> CREATED_AT = field(name("created_at"), String.class);

  /** A user's key pairs by name, those after {@code marker} only. */
  public List<KeyPair> list(Tx tx, UserId user, String marker, int limit) {
    return tx.sql()
        .selectFrom(KEY_PAIR)
        .where(USER.eq(user.value()))
        .and(NAME.gt(marker))
        .orderBy(NAME)
        .limit(limit)
        .fetch(KeyPairStore::read);
  }

  public Optional<KeyPair> find(Tx tx, UserId user, String name) {
    return tx.sql()
        .selectFrom(KEY_PAIR)
        .where(USER.eq(user.value()))
        .and(NAME.eq(name))
        .fetchOptional(KeyPairStore::read);
  }

  public int count(Tx tx, UserId user) {
    return tx.sql().fetchCount(KEY_PAIR, USER.eq(user.value()));
  }

  /** The number the next key pair gets. */
  public long nextNumber(Tx tx) {
    Long highest = tx.sql().select(max(NUMBER)).from(KEY_PAIR).fetchSingle().value1();
    return highest == null ? 1 : highest + 1;
  }

  public void insert(Tx tx, KeyPair pair) {
    tx.sql()
        .insertInto(KEY_PAIR)
        .set(USER, pair.user().value())
        .set(NAME, pair.name())
        .set(NUMBER, pair.number())
        .set(TYPE, pair.type())
        .set(PUBLIC_KEY, pair.publicKey())
        .set(FINGERPRINT, pair.fingerprint())
        .set(CREATED_AT, Times.text(pair.createdAt()))
        .execute();
  }

  public boolean delete(Tx tx, UserId user, String name) {
    return tx.sql().deleteFrom(KEY_PAIR).where(USER.eq(user.value())).and(NAME.eq(name)).execute()
        > 0;
  }

  private static KeyPair read(Record row) {
    return new KeyPair(
        new UserId(row.get(USER)),
        row.get(NAME),
        row.get(NUMBER),
        row.get(TYPE),
        row.get(PUBLIC_KEY),
        row.get(FINGERPRINT),
        Times.parse(row.get(CREATED_AT)));
  }
}
