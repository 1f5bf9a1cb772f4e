package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.EXTRA;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.POLICY;
import static haneul.services.identity.store.Tables.TYPE;

import haneul.platform.http.Json;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.PolicyDocument;
import haneul.services.identity.domain.Selection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;

/** Rows of {@code identity_policy}. */
public final class PolicyRows {
  private static final Field<String> BLOB = Tables.text("blob");

  private static final Rows<PolicyDocument> ROWS =
      new Rows<>(
          POLICY,
          PolicyRows::policy,
          PolicyRows::row,
          List.of(ID, TYPE, BLOB, EXTRA),
          Map.of("id", ID, "type", TYPE));

  private PolicyRows() {}

  public static Optional<PolicyDocument> find(Tx tx, String id) {
    return ROWS.find(tx, id);
  }

  public static List<PolicyDocument> list(Tx tx, Selection selection) {
    return ROWS.list(tx, selection);
  }

  public static void insert(Tx tx, PolicyDocument policy) {
    ROWS.insert(tx, policy);
  }

  public static void update(Tx tx, PolicyDocument policy) {
    ROWS.update(tx, policy);
  }

  public static void delete(Tx tx, String id) {
    ROWS.delete(tx, ID.eq(id));
  }

  private static Row row(PolicyDocument policy) {
    return new Row()
        .with(ID, policy.id())
        .with(TYPE, policy.type())
        .with(BLOB, policy.blob())
        .with(EXTRA, Json.text(policy.extra()));
  }

  private static PolicyDocument policy(Record row) {
    return new PolicyDocument(row.get(ID), row.get(TYPE), row.get(BLOB), Tables.object(row));
  }
}
