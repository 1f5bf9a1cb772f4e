package haneul.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import haneul.base.error.CloudException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseUrlTest {
  @Test
  void theFormOfPostgresqlsOwnClients() {
    DatabaseUrl url =
        DatabaseUrl.parse(
            "postgresql://cloud:p%40ss+%2F%25@db.example:5433/haneul?sslmode=require");
    assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.example:5433/haneul?sslmode=require");
    assertThat(url.user()).hasValue("cloud");
    assertThat(url.password()).hasValue("p@ss+/%");
  }

  @Test
  void theDriversForm() {
    DatabaseUrl url =
        DatabaseUrl.parse("jdbc:postgresql://[::1]/haneul?user=cloud&password=secret&ssl=true");
    assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://[::1]/haneul?ssl=true");
    assertThat(url.user()).hasValue("cloud");
    assertThat(url.password()).hasValue("secret");
  }

  @Test
  void severalHosts() {
    DatabaseUrl url = DatabaseUrl.parse("postgres://a:5432,b:5432/haneul?targetServerType=primary");
    assertThat(url.jdbc())
        .isEqualTo("jdbc:postgresql://a:5432,b:5432/haneul?targetServerType=primary");
    assertThat(url.user()).isEmpty();
    assertThat(url.password()).isEmpty();
  }

  @Test
  void itsTextHoldsNoPassword() {
    assertThat(DatabaseUrl.parse("postgresql://cloud:s3cret@db/haneul?password=s3cret").toString())
        .isEqualTo("postgresql://cloud@db/haneul");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "haneul",
        "mysql://cloud:s3cret@db/haneul",
        "postgresql://cloud:s3cret@db",
        "postgresql://cloud:s3cret@db/",
        "postgresql://cloud:s3@cret@db/haneul",
        "postgresql://cloud:s3cret%zz@db/haneul",
        "postgresql://cloud:s3cret#x@db/haneul",
        "postgresql://cloud:s3cret@/haneul",
        "postgresql://cloud:s3cret@db/haneul/more",
        "postgresql://cloud:s3cret@db\n/haneul"
      })
  void whatIsNoneIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(CloudException.class)
        .satisfies(e -> assertThat(e.toString()).doesNotContain("s3c").doesNotContain("s3@"));
  }
}
