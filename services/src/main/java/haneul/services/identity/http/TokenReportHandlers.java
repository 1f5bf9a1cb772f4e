package haneul.services.identity.http;

import haneul.platform.http.Access;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.platform.http.Response;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.domain.User;
import haneul.services.identity.domain.UserTokens;
import haneul.services.identity.ops.TokenReport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /haneul/tokens}: what Keystone has no path for. For {@code haneul token}. */
final class TokenReportHandlers {
  private final TokenReport report;

  TokenReportHandlers(TokenReport report) {
    this.report = report;
  }

  void addTo(ServiceApi api) {
    api.get("/haneul/tokens", Access.ADMIN, this::show);
    api.post("/haneul/tokens/flush", Access.ADMIN, this::flush);
  }

  private Response show(Request request) {
    TokenReport.Report found = report.run();
    var body = Json.object();
    var tokens = body.putObject("tokens");
    tokens.put("driver", found.driver().name().toLowerCase(Locale.ROOT));
    tokens.put("expired_rows", found.expiredRows());
    var users = tokens.putArray("users");
    for (UserTokens counted : found.users()) {
      @Nullable User user = found.known().get(counted.userId());
      users
          .addObject()
          .put("user_id", counted.userId())
          .put("user_name", user == null ? null : user.name())
          .put("domain_id", user == null ? null : user.domainId())
          .put("live", counted.live())
          .put("issued_last_day", counted.issuedLastDay())
          .put("issued_last_hour", counted.issuedLastHour())
          .put("used_last_hour", counted.usedLastHour())
          .put("mints_without_reusing", counted.mintsWithoutReusing());
    }
    return Response.ok(body);
  }

  private Response flush(Request request) {
    return Response.ok(Json.object().put("removed", report.flush()));
  }
}
