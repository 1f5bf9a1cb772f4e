package haneul.platform.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs every test of a class on SQLite, and on PostgreSQL too unless tests that need engines are
 * excluded. A constructor or test takes a parameter of type {@link Store} (fresh, migrated, closed
 * after the test) or {@link TestDatabase} (to open several stores on one database).
 *
 * <pre>{@code
 * @OnEveryStore
 * final class ProjectsTest {
 *   @Test
 *   void keepsWhatIsWritten(Store store) { … }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(TestStores.class)
public @interface OnEveryStore {}
