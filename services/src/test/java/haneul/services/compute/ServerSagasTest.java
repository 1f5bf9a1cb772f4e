package haneul.services.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import haneul.platform.saga.Saga;
import haneul.platform.saga.SagaSuite;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Store;
import haneul.platform.store.TestDatabase;
import haneul.platform.store.TestStores;
import haneul.platform.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each step of creating and deleting a server is failed, repeated and undone. */
final class ServerSagasTest {
  @TestFactory
  Stream<DynamicTest> everyStepOfCreating() {
    return SagaSuite.of(() -> new World("create-server", false));
  }

  @TestFactory
  Stream<DynamicTest> everyStepOfDeleting() {
    return SagaSuite.of(() -> new World("delete-server", true));
  }

  @TestFactory
  Stream<DynamicTest> everyStepOfDeletingWhatHasNoHost() {
    return SagaSuite.of(() -> new World("delete-server", false));
  }

  @Test
  void stepsKeepTheirNames() {
    try (World world = new World("create-server", false)) {
      assertThat(world.compute.create.plan().stream().map(Saga.Step::name))
          .containsExactly("place");
      assertThat(world.compute.delete.plan().stream().map(Saga.Step::name))
          .containsExactly(
              "point-of-no-return",
              "creation-ended",
              "unwant",
              "host-let-go",
              "release-ports",
              "remove");
    }
  }

  /** A cloud of one host, and a server in it whose saga is under test. */
  private static final class World implements SagaSuite.Scenario {
    private final TestDatabase database = TestStores.sqlite();
    private final Store store = database.open();
    private final QuietCompute compute = new QuietCompute(store);
    private final String kind;
    private final boolean handedOver;

    World(String kind, boolean handedOver) {
      this.kind = kind;
      this.handedOver = handedOver;
    }

    @Override
    public Store store() {
      return store;
    }

    @Override
    public Saga saga() {
      return kind.equals("create-server") ? compute.create : compute.delete;
    }

    @Override
    public void begin(Sagas sagas) {
      compute.running.set(sagas);
      if (kind.equals("create-server")) {
        compute.admit();
      } else {
        compute.delete(handedOver);
      }
    }

    @Override
    public void happen(Tx tx, String await) {
      if (await.equals("host-let-go") && handedOver) {
        compute.reports.accept(tx, Optional.empty(), compute.report(List.of()));
      }
    }

    @Override
    public Object leftovers(Tx tx) {
      return compute.ports.count(tx) + " ports, claims " + claims(tx);
    }

    private static Object claims(Tx tx) {
      return tx.sql()
          .select(field(name("host"), String.class), field(name("wanted"), Boolean.class))
          .from(table(name("compute_server")))
          .where(field(name("host")).isNotNull())
          .fetch()
          .intoMaps();
    }

    @Override
    public Object result(Tx tx) {
      var row =
          tx.sql()
              .fetchSingle(
                  "select vm_state, task_state, host, creating, wanted, gone, power_epoch,"
                      + " wish_revision > 0 as told, deleted_at is null as live from compute_server");
      var actions = tx.sql().fetch("select action, result from compute_server_action");
      return row.intoMap() + " " + actions.intoMaps() + " " + compute.ports.count(tx);
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
