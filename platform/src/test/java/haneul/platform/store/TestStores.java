package haneul.platform.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Databases for tests. {@link OnEveryStore} is the way to use it; a test of one kind alone calls
 * {@link #sqlite()} or {@link #postgresql()} and closes what it got.
 *
 * <p>A migrated database is made once per JVM and copied for each test.
 */
public final class TestStores implements ClassTemplateInvocationContextProvider {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(TestStores.class);

  private static @Nullable Path sqliteTemplate;

  /** A fresh SQLite database in a directory of its own. */
  public static TestDatabase sqlite() {
    try {
      Path directory = Files.createTempDirectory("haneul-store-");
      Path file = directory.resolve("haneul.db");
      Files.copy(sqliteTemplate(), file);
      return new TestDatabase(1, () -> Store.sqlite(file), () -> delete(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized Path sqliteTemplate() throws IOException {
    if (sqliteTemplate == null) {
      Path directory = Files.createTempDirectory("haneul-store-template-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      Path file = directory.resolve("template.db");
      Store.sqlite(file).close();
      sqliteTemplate = file;
    }
    return sqliteTemplate;
  }

  /** A fresh PostgreSQL database in this JVM's own cluster, which starts when first asked for. */
  public static TestDatabase postgresql() {
    TestPostgres cluster = TestPostgres.running();
    String name = cluster.createDatabase();
    return new TestDatabase(
        PostgresEngine.WRITERS,
        () -> Store.postgresql(cluster.url(name)),
        () -> cluster.dropDatabase(name));
  }

  /** The URL of a fresh PostgreSQL database, for a program of its own; it goes with this JVM. */
  public static String postgresqlUrl() {
    TestPostgres cluster = TestPostgres.running();
    return cluster.url(cluster.createDatabase());
  }

  /** Whether tests that need engines are part of this run. */
  public static boolean engines() {
    String excluded = System.getProperty("haneul.test.excludedGroups", "engine");
    return !Arrays.asList(excluded.split("[ ,|]+")).contains("engine");
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    Stream<ClassTemplateInvocationContext> sqlite =
        Stream.of(new Kind("SQLite", TestStores::sqlite));
    return engines()
        ? Stream.concat(sqlite, Stream.of(new Kind("PostgreSQL", TestStores::postgresql)))
        : sqlite;
  }

  /** A run of a class on one kind of store. */
  private record Kind(String name, Supplier<TestDatabase> maker)
      implements ClassTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return name;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Resolver(maker));
    }
  }

  /** Gives a test its database; JUnit closes it when the test ends. */
  private record Resolver(Supplier<TestDatabase> maker) implements ParameterResolver {
    /** A constructor's parameter is of one test, not of the class. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(
        ExtensionContext rootContext) {
      return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == Store.class || type == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      TestDatabase database =
          context
              .getStore(NAMESPACE)
              .computeIfAbsent(TestDatabase.class, key -> maker.get(), TestDatabase.class);
      return parameter.getParameter().getType() == Store.class ? database.first() : database;
    }
  }
}
