package haneul.services.compute.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.table;

import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import haneul.base.id.UserId;
import haneul.platform.store.Times;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.ServerAction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The table {@code compute_server_action}. */
public final class ActionStore {
  private static final Table<Record> ACTION = table(name("compute_server_action"));
  private static final Field<String> SERVER = field(name("server_id"), String.class);
  private static final Field<String> REQUEST = field(name("request_id"), String.class);
  private static final Field<String> KIND = field(name("action"), String.class);
  private static final Field<String> USER = field(name("user_id"), String.class);
  private static final Field<String> PROJECT = field(name("project_id"), String.class);
  private static final Field<String> HOST = field(name("host"), String.class);
  private static final Field<String> STARTED = field(name("started_at"), String.class);
  private static final Field<String> FINISHED = field(name("finished_at"), String.class);
  private static final Field<String> RESULT = field(name("result"), String.class);
  private static final Field<String> DETAILS = field(name("details"), String.class);

  /** Which actions to list: the newest first. */
  public record Listing(
      Optional<Instant> changedSince,
      Optional<Instant> changedBefore,
      Optional<ServerAction> marker,
      int limit) {}

  /** Records that something was asked. */
  public void begin(Tx tx, ServerAction action) {
    tx.sql()
        .insertInto(ACTION)
        .set(SERVER, action.server().value())
        .set(REQUEST, action.requestId())
        .set(KIND, action.kind().text())
        .set(USER, action.user().value())
        .set(PROJECT, action.project().value())
        .set(HOST, action.host().map(HostName::value).orElse(null))
        .set(STARTED, Times.text(action.started()))
        .set(FINISHED, action.finished().map(Times::text).orElse(null))
        .set(RESULT, action.succeeded().map(ActionStore::result).orElse(null))
        .execute();
  }

  /** Records how what is open of a server ended; a delete stays open until it is done. */
  public void finish(
      Tx tx, ServerId server, boolean succeeded, Optional<String> details, Instant now) {
    end(tx, server, KIND.ne(ServerAction.Kind.DELETE.text()), succeeded, details, now);
  }

  /** Records that a server's delete is done. */
  public void finishDelete(Tx tx, ServerId server, Instant now) {
    end(tx, server, noCondition(), true, Optional.empty(), now);
  }

  private static void end(
      Tx tx,
      ServerId server,
      Condition which,
      boolean succeeded,
      Optional<String> details,
      Instant now) {
    Field<String> host =
        DSL.select(ServerTable.HOST)
            .from(ServerTable.SERVER)
            .where(ServerTable.ID.eq(server.value()))
            .asField();
    tx.sql()
        .update(ACTION)
        .set(FINISHED, Times.text(now))
        .set(RESULT, result(succeeded))
        .set(DETAILS, details.orElse(null))
        .set(HOST, host)
        .where(SERVER.eq(server.value()))
        .and(FINISHED.isNull())
        .and(which)
        .execute();
  }

  private static String result(boolean succeeded) {
    return succeeded ? "Success" : "Error";
  }

  public List<ServerAction> list(Tx tx, ServerId server, Listing listing) {
    Field<String> updated = DSL.coalesce(FINISHED, STARTED);
    Condition where = SERVER.eq(server.value());
    if (listing.changedSince().isPresent()) {
      where = where.and(updated.ge(Times.text(listing.changedSince().get())));
    }
    if (listing.changedBefore().isPresent()) {
      where = where.and(updated.le(Times.text(listing.changedBefore().get())));
    }
    if (listing.marker().isPresent()) {
      String at = Times.text(listing.marker().get().started());
      where =
          where.and(
              STARTED
                  .lt(at)
                  .or(STARTED.eq(at).and(REQUEST.lt(listing.marker().get().requestId()))));
    }
    return tx.sql()
        .selectFrom(ACTION)
        .where(where)
        .orderBy(STARTED.desc(), REQUEST.desc())
        .limit(listing.limit())
        .fetch(ActionStore::read);
  }

  public Optional<ServerAction> find(Tx tx, ServerId server, String requestId) {
    return tx.sql()
        .selectFrom(ACTION)
        .where(SERVER.eq(server.value()))
        .and(REQUEST.eq(requestId))
        .fetchOptional(ActionStore::read);
  }

  public void clear(Tx tx, Collection<String> servers) {
    tx.sql().deleteFrom(ACTION).where(SERVER.in(servers)).execute();
  }

  private static ServerAction read(Record row) {
    String result = row.get(RESULT);
    return new ServerAction(
        new ServerId(row.get(SERVER)),
        row.get(REQUEST),
        ServerAction.Kind.of(row.get(KIND)),
        new UserId(row.get(USER)),
        new ProjectId(row.get(PROJECT)),
        Optional.ofNullable(row.get(HOST)).map(HostName::new),
        Times.parse(row.get(STARTED)),
        ServerRows.time(row.get(FINISHED)),
        Optional.ofNullable(result).map("Success"::equals),
        Optional.ofNullable(row.get(DETAILS)));
  }
}
