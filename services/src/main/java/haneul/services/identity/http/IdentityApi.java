package haneul.services.identity.http;

import haneul.platform.http.ErrorFormat;
import haneul.platform.http.ServiceApi;
import haneul.services.identity.ops.Catalog;
import haneul.services.identity.ops.Directory;
import haneul.services.identity.ops.LogIn;
import haneul.services.identity.ops.Tokens;

/** Identity v3 under {@code /identity}. */
public final class IdentityApi {
  /** Where it lives. */
  public static final String PREFIX = "/identity";

  private IdentityApi() {}

  /** All its routes. */
  public static ServiceApi create(
      LogIn logIn, Tokens tokens, Catalog catalog, Directory directory) {
    ServiceApi api = new ServiceApi("identity", PREFIX, ErrorFormat::keystone);
    VersionHandlers.addTo(api);
    new AuthHandlers(logIn, tokens, catalog).addTo(api);
    new OwnHandlers(directory, catalog).addTo(api);
    return api.finish((request, response) -> response.with("Vary", "X-Auth-Token"));
  }
}
