package haneul.platform.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which paths a rule's pattern stands for. */
class RequestRuleTest {
  private static boolean allows(String pattern, String path) {
    return new RequestRule("compute", "GET", pattern).allows("compute", "GET", path);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2.1/servers,/v2.1/servers,true",
    "/v2.1/servers,/v2.1/servers/,false",
    "/v2.1/servers,/v2.1/servers/1,false",
    "/v2.1/servers/*,/v2.1/servers/1,true",
    "/v2.1/servers/*,/v2.1/servers/,false",
    "/v2.1/servers/*,/v2.1/servers/1/ips,false",
    "/v2.1/servers/{server_id}/ips,/v2.1/servers/1/ips,true",
    "/v2.1/servers/{server_id}/ips,/v2.1/servers//ips,false",
    "/v2.1/servers/{server_id}/ips,/v2.1/servers/1/2/ips,false",
    "/v2.1/**,/v2.1/servers/1/ips,true",
    "/v2.1/**,/v2.1/,true",
    "/v2.1/**,/v2.1,false",
    "/**/ips,/v2.1/servers/1/ips,true",
    "/**,/,true",
    "/a*c,/abbc,true",
    "/a*c,/ac,false",
    "/a*c,/ab/c,false",
    "/a{open,/a{open,true",
    "/.*,/x,false",
  })
  void aPatternStandsForPaths(String pattern, String path, boolean allowed) {
    assertThat(allows(pattern, path)).isEqualTo(allowed);
  }

  @Test
  void serviceAndMethodCountToo() {
    RequestRule rule = new RequestRule("compute", "GET", "/**");

    assertThat(rule.allows("image", "GET", "/x")).isFalse();
    assertThat(rule.allows("compute", "POST", "/x")).isFalse();
    assertThat(rule.allows("compute", "HEAD", "/x")).isFalse();
    assertThat(rule.allows("compute", "GET", "/" + "x".repeat(5_000))).isFalse();
  }

  /** As a regular expression this one would take longer than the universe has. */
  @Test
  void noPatternTakesLong() {
    assertThat(allows("/" + "**a".repeat(70), "/" + "a".repeat(2_000) + "b")).isFalse();
  }
}
