package haneul.services.compute.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.base.id.ServerId;
import haneul.platform.store.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The table {@code compute_server_tag}. */
public final class TagStore {
  static final Table<Record> TAGS = table(name("compute_server_tag"));
  static final Field<String> SERVER_ID = field(name("server_id"), String.class);
  static final Field<String> TAG = field(name("tag"), String.class);

  /** The tags of each server that has some, sorted. */
  public Map<ServerId, List<String>> of(Tx tx, Collection<ServerId> servers) {
    Map<ServerId, List<String>> tags = new HashMap<>();
    if (servers.isEmpty()) {
      return tags;
    }
    tx.sql()
        .select(SERVER_ID, TAG)
        .from(TAGS)
        .where(SERVER_ID.in(servers.stream().map(ServerId::value).toList()))
        .orderBy(TAG)
        .forEach(row ->
            tags.computeIfAbsent(new ServerId(row.get(SERVER_ID)), id -> new ArrayList<>())
                .add(row.get(TAG)));
    return tags;
  }

  public void add(Tx tx, ServerId server, String tag) {
    tx.sql().insertInto(TAGS).set(SERVER_ID, server.value()).set(TAG, tag).execute();
  }

  public boolean remove(Tx tx, ServerId server, String tag) {
    return tx.sql().deleteFrom(TAGS).where(SERVER_ID.eq(server.value())).and(TAG.eq(tag)).execute()
        > 0;
  }

  public void clear(Tx tx, Collection<String> servers) {
    tx.sql().deleteFrom(TAGS).where(SERVER_ID.in(servers)).execute();
  }
}
