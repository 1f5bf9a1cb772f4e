package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.CREDENTIAL;
import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.PROJECT_ID;
import static haneul.services.identity.store.Tables.TYPE;
import static haneul.services.identity.store.Tables.USER_ID;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Credential;
import haneul.services.identity.domain.Selection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Rows of {@code identity_credential}. */
public final class CredentialRows {
  private static final Field<String> SEALED_BLOB = Tables.text("sealed_blob");
  private static final Field<Long> USED_STEP = DSL.field(DSL.name("used_step"), SQLDataType.BIGINT);

  private static final Rows<Credential> ROWS =
      new Rows<>(
          CREDENTIAL,
          CredentialRows::credential,
          CredentialRows::row,
          List.of(ID, USER_ID, PROJECT_ID, TYPE, SEALED_BLOB, EXTRA),
          Map.of("id", ID, "user_id", USER_ID, "type", TYPE));

  private CredentialRows() {}

  public static Optional<Credential> find(Tx tx, String id) {
    return ROWS.find(tx, id);
  }

  public static List<Credential> list(Tx tx, Selection selection) {
    return ROWS.list(tx, selection);
  }

  public static List<Credential> ofUser(Tx tx, String userId, String type) {
    return ROWS.where(tx, USER_ID.eq(userId).and(TYPE.eq(type)));
  }

  /** What some credential looks like encrypted, if there is any. */
  public static Optional<String> anySealed(Tx tx) {
    return tx.sql().select(SEALED_BLOB).from(CREDENTIAL).limit(1).fetchOptional(SEALED_BLOB);
  }

  public static int count(Tx tx, String userId) {
    return ROWS.count(tx, USER_ID.eq(userId));
  }

  public static void insert(Tx tx, Credential credential) {
    tx.sql().insertInto(CREDENTIAL).set(row(credential).with(USED_STEP, 0L).values()).execute();
  }

  public static void update(Tx tx, Credential credential) {
    ROWS.update(tx, credential);
  }

  public static void delete(Tx tx, String id) {
    ROWS.delete(tx, ID.eq(id));
  }

  /** Uses up all one-time passwords to this interval; false when they are. */
  public static boolean use(Tx tx, String id, long step) {
    return tx.sql()
            .update(CREDENTIAL)
            .set(USED_STEP, step)
            .where(ID.eq(id).and(USED_STEP.lt(step)))
            .execute()
        > 0;
  }

  static void deleteUsers(Tx tx, Select<Record1<String>> ids) {
    ROWS.delete(tx, USER_ID.in(ids));
  }

  static void deleteProjects(Tx tx, Select<Record1<String>> ids) {
    ROWS.delete(tx, PROJECT_ID.in(ids));
  }

  private static Row row(Credential credential) {
    return new Row()
        .with(ID, credential.id())
        .with(USER_ID, credential.userId())
        .with(PROJECT_ID, credential.projectId())
        .with(TYPE, credential.type())
        .with(SEALED_BLOB, credential.sealedBlob())
        .with(EXTRA, Json.text(credential.extra()));
  }

  private static Credential credential(Record row) {
    return new Credential(
        row.get(ID),
        row.get(USER_ID),
        Optional.ofNullable(row.get(PROJECT_ID)),
        row.get(TYPE),
        row.get(SEALED_BLOB),
        Tables.object(row));
  }
}
