package haneul.platform.saga;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.id.Id;
import haneul.platform.http.Json;
import haneul.platform.log.RequestContext;
import haneul.platform.store.Relation;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import tools.jackson.databind.node.ObjectNode;

/** The table {@code saga}: one row each that is not finished. */
final class SagaTable {
  private static final Relation SAGA = new Relation("saga");
  private static final Field<String> ID = SAGA.text("id");
  private static final Field<String> KIND = SAGA.text("kind");
  private static final Field<String> SUBJECT = SAGA.text("subject");
  private static final Field<String> STATE = SAGA.text("state");
  private static final Field<Integer> STEP = SAGA.integer("step");
  private static final Field<String> DATA = SAGA.text("data");
  private static final Field<String> ERROR_CODE = SAGA.text("error_code");
  private static final Field<String> ERROR = SAGA.text("error");
  private static final Field<String> REQUEST_ID = SAGA.text("request_id");
  private static final Field<String> CREATED_AT = SAGA.text("created_at");
  private static final Field<String> UPDATED_AT = SAGA.text("updated_at");

  private static final String FORWARD = "forward";
  private static final String UNDOING = "undoing";

  private SagaTable() {}

  /**
   * A row as it was read.
   *
   * @param step the next to run, or to undo; -1 when all are undone
   * @param error why it is being undone
   * @param reachedAt when it came to this step
   */
  record Row(
      Run run,
      boolean undoing,
      int step,
      Optional<CloudException> error,
      String requestId,
      Instant createdAt,
      Instant reachedAt) {
    String id() {
      return run.id();
    }

    boolean sameStep(Row other) {
      return undoing == other.undoing && step == other.step;
    }
  }

  static Row insert(Tx tx, String kind, String subject, ObjectNode data, Instant now) {
    String id = Id.newUuid();
    String requestId = RequestContext.requestId().orElse("");
    tx.sql()
        .insertInto(SAGA)
        .set(ID, id)
        .set(KIND, kind)
        .set(SUBJECT, subject)
        .set(STATE, FORWARD)
        .set(STEP, 0)
        .set(DATA, Json.text(data))
        .set(REQUEST_ID, requestId)
        .set(CREATED_AT, Times.text(now))
        .set(UPDATED_AT, Times.text(now))
        .execute();
    return new Row(
        new Run(id, kind, subject, data), false, 0, Optional.empty(), requestId, now, now);
  }

  static Optional<Row> find(Tx tx, String id) {
    return tx.sql().selectFrom(SAGA).where(ID.eq(id)).fetchOptional(SagaTable::read);
  }

  private static Row read(Record row) {
    Optional<CloudException> error =
        Optional.ofNullable(row.get(ERROR_CODE))
            .map(code ->
                CloudException.of(ErrorKind.CONFLICT, code, String.valueOf(row.get(ERROR))));
    ObjectNode data = (ObjectNode) Json.parseOurs(row.get(DATA));
    return new Row(
        new Run(row.get(ID), row.get(KIND), row.get(SUBJECT), data),
        row.get(STATE).equals(UNDOING),
        row.get(STEP),
        error,
        row.get(REQUEST_ID),
        Times.parse(row.get(CREATED_AT)),
        Times.parse(row.get(UPDATED_AT)));
  }

  /** Ids of these kinds that stand where they are since {@code before}, the oldest first. */
  static List<String> standing(Tx tx, Collection<String> kinds, Instant before, int limit) {
    return tx.sql()
        .select(ID)
        .from(SAGA)
        .where(UPDATED_AT.le(Times.text(before)), KIND.in(kinds))
        .orderBy(CREATED_AT, ID)
        .limit(limit)
        .fetch(ID);
  }

  /** Moves a row on; its data goes with it. */
  static Row move(Tx tx, Row row, boolean undoing, int step, Instant now) {
    tx.sql()
        .update(SAGA)
        .set(STATE, undoing ? UNDOING : FORWARD)
        .set(STEP, step)
        .set(DATA, Json.text(row.run().data()))
        .set(UPDATED_AT, Times.text(now))
        .where(ID.eq(row.id()))
        .execute();
    return new Row(row.run(), undoing, step, row.error(), row.requestId(), row.createdAt(), now);
  }

  static Row blame(Tx tx, Row row, CloudException why) {
    tx.sql()
        .update(SAGA)
        .set(ERROR_CODE, why.code())
        .set(ERROR, why.message())
        .where(ID.eq(row.id()))
        .execute();
    return new Row(
        row.run(),
        row.undoing(),
        row.step(),
        Optional.of(why),
        row.requestId(),
        row.createdAt(),
        row.reachedAt());
  }

  static void delete(Tx tx, Row row) {
    tx.sql().deleteFrom(SAGA).where(ID.eq(row.id())).execute();
  }
}
