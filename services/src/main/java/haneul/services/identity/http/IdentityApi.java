package haneul.services.identity.http;

import haneul.platform.http.ErrorFormat;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.ops.Catalog;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.DomainChanges;
import haneul.services.identity.ops.Grants;
import haneul.services.identity.ops.LogIn;
import haneul.services.identity.ops.LogInGuard;
import haneul.services.identity.ops.ProjectChanges;
import haneul.services.identity.ops.RoleChanges;
import haneul.services.identity.ops.TokenReport;
import haneul.services.identity.ops.Tokens;
import haneul.services.identity.ops.UserChanges;

/** Identity v3 under {@code /identity}. */
public final class IdentityApi {
  /** Where it lives. */
  public static final String PREFIX = "/identity";

  private IdentityApi() {}

  /** What the routes call. */
  public record Operations(
      LogIn logIn,
      LogInGuard guard,
      Tokens tokens,
      TokenReport tokenReport,
      Catalog catalog,
      Directory directory,
      UserChanges users,
      ProjectChanges projects,
      DomainChanges domains,
      RoleChanges roles,
      Grants grants) {}

  /** All its routes. */
  public static ServiceApi create(Operations ops) {
    ServiceApi api = new ServiceApi("identity", PREFIX, ErrorFormat::keystone);
    VersionHandlers.addTo(api);
    new AuthHandlers(ops.logIn(), ops.guard(), ops.tokens(), ops.catalog()).addTo(api);
    new OwnHandlers(ops.directory(), ops.catalog()).addTo(api);
    new UserHandlers(ops.directory(), ops.users()).addTo(api);
    new ProjectHandlers(ops.directory(), ops.projects()).addTo(api);
    new DomainHandlers(ops.directory(), ops.domains()).addTo(api);
    new RoleHandlers(ops.directory(), ops.roles()).addTo(api);
    new GrantHandlers(ops.grants()).addTo(api);
    new AssignmentHandlers(ops.grants()).addTo(api);
    new CatalogHandlers(ops.directory()).addTo(api);
    new TokenReportHandlers(ops.tokenReport()).addTo(api);
    return api.finish((request, response) -> response.with("Vary", "X-Auth-Token"));
  }
}
