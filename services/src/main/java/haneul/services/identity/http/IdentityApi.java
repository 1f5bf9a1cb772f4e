package haneul.services.identity.http;

import haneul.platform.http.ErrorFormat;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.ops.ApplicationCredentials;
import haneul.services.identity.ops.AssignmentLists;
import haneul.services.identity.ops.Catalog;
import haneul.services.identity.ops.CatalogChanges;
import haneul.services.identity.ops.Credentials;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.DomainChanges;
import haneul.services.identity.ops.EndpointFilters;
import haneul.services.identity.ops.Grants;
import haneul.services.identity.ops.GroupChanges;
import haneul.services.identity.ops.Limits;
import haneul.services.identity.ops.LogIn;
import haneul.services.identity.ops.LogInGuard;
import haneul.services.identity.ops.PolicyDocuments;
import haneul.services.identity.ops.ProjectChanges;
import haneul.services.identity.ops.RoleChanges;
import haneul.services.identity.ops.Signatures;
import haneul.services.identity.ops.TokenReport;
import haneul.services.identity.ops.Tokens;
import haneul.services.identity.ops.Trusts;
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
      GroupChanges groups,
      ProjectChanges projects,
      DomainChanges domains,
      RoleChanges roles,
      Grants grants,
      AssignmentLists assignments,
      CatalogChanges catalogChanges,
      EndpointFilters endpointFilters,
      PolicyDocuments policies,
      Limits limits,
      Credentials credentials,
      ApplicationCredentials applicationCredentials,
      Trusts trusts,
      Signatures signatures) {}

  /** All its routes. */
  public static ServiceApi create(Operations ops) {
    ServiceApi api = new ServiceApi("identity", PREFIX, ErrorFormat::keystone);
    Policy policy = new Policy(api);
    VersionHandlers.addTo(api);
    TokenBodies bodies = new TokenBodies(ops.catalog());
    new AuthHandlers(ops.logIn(), ops.guard(), ops.tokens(), bodies).addTo(api);
    new OwnHandlers(ops.directory(), bodies).addTo(api);
    new UserHandlers(ops.directory(), ops.users(), ops.guard()).addTo(api, policy);
    new GroupHandlers(ops.directory(), ops.groups()).addTo(policy);
    new ProjectHandlers(ops.directory(), ops.projects(), ops.domains()).addTo(policy);
    new ProjectTagHandlers(ops.directory(), ops.projects()).addTo(policy);
    new DomainHandlers(ops.directory(), ops.domains()).addTo(policy);
    new DomainConfigHandlers(ops.domains()).addTo(policy);
    new RoleHandlers(ops.directory(), ops.roles()).addTo(policy);
    new GrantHandlers(ops.directory(), ops.grants()).addTo(policy);
    new AssignmentHandlers(ops.directory(), ops.assignments()).addTo(policy);
    new RegionHandlers(ops.catalogChanges()).addTo(policy);
    new ServiceHandlers(ops.catalogChanges()).addTo(policy);
    new EndpointHandlers(ops.catalogChanges()).addTo(policy);
    new EndpointFilterHandlers(ops.endpointFilters()).addTo(policy);
    new PolicyDocumentHandlers(ops.policies()).addTo(policy);
    new LimitHandlers(ops.limits()).addTo(policy);
    new ApplicationCredentialHandlers(ops.applicationCredentials()).addTo(policy);
    new CredentialHandlers(ops.credentials()).addTo(policy);
    new SignatureHandlers(ops.signatures(), bodies).addTo(policy);
    new TrustHandlers(ops.trusts()).addTo(policy);
    new TokenReportHandlers(ops.tokenReport()).addTo(api);
    api.around(Audit::around);
    return api.finish((request, response) -> response.with("Vary", "X-Auth-Token"));
  }
}
