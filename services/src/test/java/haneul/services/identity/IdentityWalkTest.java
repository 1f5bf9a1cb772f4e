package haneul.services.identity;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import haneul.platform.http.ServiceApi;
import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.TestStores;
import haneul.services.identity.Powers.Row;
import haneul.services.identity.TestIdentity.Answer;
import haneul.services.identity.WalkCalls.Call;
import haneul.services.identity.WalkCloud.Caller;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nobody changes a user, a group, a membership, a credential, a role or an assignment who has not
 * all that the change could give or take. Every route of identity is called by every kind of caller
 * ({@link WalkCloud}) on every kind of target ({@link WalkCalls}); whatever is let through is
 * judged by what the tables say before and after ({@link WalkJudge}), and undone.
 */
@Tag("long")
class IdentityWalkTest {
  /** What says nothing about who may what. */
  private static final Set<String> IGNORED =
      Set.of(
          "identity_generation", "identity_token", "identity_token_use", "identity_failed_login");

  private final Set<String> reached = new LinkedHashSet<>();
  private final Set<String> faults = new LinkedHashSet<>();

  @Test
  void nobodyGivesOrTakesWhatHeHasNot(@TempDir Path keys) {
    try (TestDatabase database = TestStores.sqlite();
        Store store = database.open();
        TestIdentity identity = new TestIdentity(store, keys)) {
      WalkCloud cloud = new WalkCloud(identity);
      List<String> tables = tables(store);
      Map<String, Result<Record>> first = content(store, tables);
      Powers before = powers(first);
      WalkJudge judge = new WalkJudge(cloud, before);
      WalkCalls all = new WalkCalls(cloud, before);
      List<ServiceApi.Route> routes = identity.service.api().routes();
      for (Caller caller : cloud.callers) {
        for (ServiceApi.Route route : routes) {
          for (Call call : all.of(route, caller)) {
            boolean proved = caller.isAdmin() && reached.contains(name(route) + call.body());
            if (!proved) {
              walk(new World(store, cloud, first, judge), caller, call);
            }
          }
        }
      }

      assertThat(faults).isEmpty();
      // Else it would prove little.
      assertThat(routes.stream().map(IdentityWalkTest::name))
          .allMatch(route -> reached.contains(route));
    }
  }

  private static String name(ServiceApi.Route route) {
    return route.method() + " " + route.template();
  }

  /** What is called, and what its tables hold before each call. */
  private record World(
      Store store, WalkCloud cloud, Map<String, Result<Record>> first, WalkJudge judge) {}

  private void walk(World world, Caller caller, Call call) {
    String[] headers =
        call.subject()
            .map(subject -> new String[] {"X-Subject-Token", subject.token()})
            .orElse(new String[0]);
    Answer answer =
        world
            .cloud()
            .identity
            .send(call.method(), call.path(), caller.token(), call.body(), headers);
    if (answer.status() >= 400) {
      assertThat(answer.status()).as("%s %s", call.method(), call.path()).isLessThan(500);
      return;
    }
    reached.add(name(call.route()));
    reached.add(name(call.route()) + call.body());
    List<String> found = new ArrayList<>(world.judge().shown(caller, answer));
    if (call.changes()) {
      Map<String, Result<Record>> now = content(world.store(), world.first().keySet());
      if (!now.equals(world.first())) {
        found.addAll(world.judge().changed(caller, call, powers(now)));
        restore(world, now);
        world.cloud().touch();
      }
    }
    found.forEach(fault ->
        faults.add(
            world
                .cloud()
                .named(
                    caller.name()
                        + ": "
                        + call.method()
                        + " "
                        + call.path()
                        + " "
                        + call.body()
                        + ": "
                        + fault)));
  }

  private static List<String> tables(Store store) {
    return store.read(tx ->
        tx
            .sql()
            .fetch("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'identity_%'")
            .getValues(0, String.class)
            .stream()
            .filter(table -> !IGNORED.contains(table))
            .sorted()
            .toList());
  }

  private static Map<String, Result<Record>> content(Store store, Collection<String> tables) {
    return store.read(tx -> {
      Map<String, Result<Record>> content = new LinkedHashMap<>();
      for (String table : tables) {
        content.put(
            table, tx.sql().fetch("SELECT rowid AS place, * FROM " + table + " ORDER BY rowid"));
      }
      return content;
    });
  }

  private static Powers powers(Map<String, Result<Record>> tables) {
    Map<String, List<Row>> all = new TreeMap<>();
    tables.forEach((table, rows) -> all.put(table, rows.map(IdentityWalkTest::row)));
    return new Powers(all);
  }

  private static Row row(Record record) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Field<?> field : record.fields()) {
      Object value = record.get(field);
      if (value != null && !field.getName().equals("place")) {
        values.put(field.getName(), value.toString());
      }
    }
    return new Row(values);
  }

  /** Puts back what tables were, rows where they were. */
  private static void restore(World world, Map<String, Result<Record>> now) {
    world
        .store()
        .run(tx -> {
          tx.sql().execute("PRAGMA defer_foreign_keys = ON");
          now.forEach((table, rows) -> {
            Set<Record> kept = new HashSet<>(world.first().getOrDefault(table, rows));
            rows.stream()
                .filter(row -> !kept.contains(row))
                .forEach(row ->
                    tx.sql().execute("DELETE FROM " + table + " WHERE rowid = ?", row.get(0)));
          });
          world
              .first()
              .forEach((table, rows) -> {
                Set<Record> there = new HashSet<>(now.getOrDefault(table, rows));
                String columns =
                    Arrays.stream(rows.fields()).skip(1).map(Field::getName).collect(joining(", "));
                String marks = String.join(", ", Collections.nCopies(rows.fields().length, "?"));
                String insert =
                    "INSERT INTO %s (rowid, %s) VALUES (%s)".formatted(table, columns, marks);
                rows.stream()
                    .filter(row -> !there.contains(row))
                    .forEach(row -> tx.sql().execute(insert, row.intoArray()));
              });
        });
  }
}
