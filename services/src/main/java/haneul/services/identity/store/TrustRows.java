package haneul.services.identity.store;

import static haneul.services.identity.store.Tables.EXPIRES_AT;
import static haneul.services.identity.store.Tables.ID;
import static haneul.services.identity.store.Tables.PROJECT_ID;
import static haneul.services.identity.store.Tables.ROLE_IDS;
import static haneul.services.identity.store.Tables.TRUST;

import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.Trust;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;

/** Rows of {@code identity_trust}. */
public final class TrustRows {
  private static final Field<String> TRUSTOR = Tables.text("trustor_user_id");
  private static final Field<String> TRUSTEE = Tables.text("trustee_user_id");
  private static final Field<Boolean> IMPERSONATION = Tables.flag("impersonation");
  private static final Field<Integer> REMAINING_USES = Tables.number("remaining_uses");
  private static final Field<Integer> REDELEGATION_COUNT = Tables.number("redelegation_count");
  private static final Field<String> SOURCE = Tables.text("redelegated_trust_id");

  private static final Rows<Trust> ROWS =
      new Rows<>(
          TRUST,
          TrustRows::trust,
          TrustRows::row,
          List.of(
              ID,
              TRUSTOR,
              TRUSTEE,
              PROJECT_ID,
              IMPERSONATION,
              ROLE_IDS,
              EXPIRES_AT,
              REMAINING_USES,
              REDELEGATION_COUNT,
              SOURCE),
          Map.of("id", ID, "trustor_user_id", TRUSTOR, "trustee_user_id", TRUSTEE));

  private TrustRows() {}

  public static Optional<Trust> find(Tx tx, String id) {
    return ROWS.find(tx, id);
  }

  public static List<Trust> list(Tx tx, Selection selection) {
    return ROWS.list(tx, selection);
  }

  /**
   * All that let a user act; anybody may add to them, so none is left out however many there are.
   */
  public static List<Trust> ofTrustee(Tx tx, String userId) {
    return ROWS.where(tx, TRUSTEE.eq(userId));
  }

  public static int count(Tx tx, String trustorUserId) {
    return ROWS.count(tx, TRUSTOR.eq(trustorUserId));
  }

  public static void insert(Tx tx, Trust trust) {
    ROWS.insert(tx, trust);
  }

  /** Uses a trust once; false when it was used up. */
  public static boolean use(Tx tx, String id) {
    return tx.sql()
            .update(TRUST)
            .set(REMAINING_USES, REMAINING_USES.minus(1))
            .where(ID.eq(id).and(REMAINING_USES.gt(0)))
            .execute()
        > 0;
  }

  /** The trusts that pass it on go with it. */
  public static void delete(Tx tx, String id) {
    delete(tx, ID.eq(id));
  }

  static void deleteUsers(Tx tx, Select<Record1<String>> ids) {
    delete(tx, TRUSTOR.in(ids).or(TRUSTEE.in(ids)));
  }

  static void deleteProjects(Tx tx, Select<Record1<String>> ids) {
    delete(tx, PROJECT_ID.in(ids));
  }

  /** The deepest first: each trust refers to the one that it passes on. */
  private static void delete(Tx tx, Condition which) {
    for (Trust trust : ROWS.where(tx, which)) {
      delete(tx, SOURCE.eq(trust.id()));
      ROWS.delete(tx, ID.eq(trust.id()));
    }
  }

  private static Row row(Trust trust) {
    return new Row()
        .with(ID, trust.id())
        .with(TRUSTOR, trust.trustorUserId())
        .with(TRUSTEE, trust.trusteeUserId())
        .with(PROJECT_ID, trust.projectId())
        .with(IMPERSONATION, trust.impersonation())
        .with(ROLE_IDS, Tables.text(trust.roleIds()))
        .with(EXPIRES_AT, trust.expiresAt().map(Times::text))
        .with(REMAINING_USES, trust.remainingUses())
        .with(REDELEGATION_COUNT, trust.redelegationCount())
        .with(SOURCE, trust.redelegatedTrustId());
  }

  private static Trust trust(Record row) {
    return new Trust(
        row.get(ID),
        row.get(TRUSTOR),
        row.get(TRUSTEE),
        Optional.ofNullable(row.get(PROJECT_ID)),
        row.get(IMPERSONATION),
        Tables.list(row.get(ROLE_IDS)),
        Tables.time(row.get(EXPIRES_AT)),
        Optional.ofNullable(row.get(REMAINING_USES)),
        row.get(REDELEGATION_COUNT),
        Optional.ofNullable(row.get(SOURCE)));
  }
}
