package haneul.services.identity.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import haneul.platform.http.Json;
import haneul.platform.http.Request;
import haneul.services.identity.domain.Subject;
import haneul.services.identity.domain.TokenClaims;
import haneul.services.identity.ops.Catalog;
import haneul.services.identity.ops.Tokens;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.util.RawValue;

/**
 * Bodies with tokens and catalogs, which are the same again and again: a service that validates a
 * token does so with each request. What was rendered is kept for as long as what it was rendered
 * from is the very same.
 */
final class TokenBodies {
  /** Some kilobytes each. */
  private static final int MOST_KEPT = 1_000;

  private final Catalog catalog;
  private final Cache<TokenKey, RenderedToken> tokens =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).build();
  private final Cache<CatalogKey, RenderedCatalog> catalogs =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

  /** What a body depends on beside the token and the catalog: what the client called us. */
  private record TokenKey(String auditId, String base, boolean withCatalog) {}

  private record RenderedToken(Tokens.Valid of, List<Catalog.Entry> entries, byte[] body) {}

  private record CatalogKey(Optional<String> project, String userId, String base) {}

  private record RenderedCatalog(List<Catalog.Entry> of, RawValue json) {}

  TokenBodies(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The body that shows a token. */
  @SuppressWarnings("ReferenceEquality") // the same things, not such that look alike
  byte[] of(Tokens.Valid valid, Request request) {
    boolean withCatalog = withCatalog(request);
    List<Catalog.Entry> entries =
        withCatalog ? catalog.entries(project(valid.subject())) : List.of();
    TokenKey key = new TokenKey(valid.claims().auditId(), TokenView.base(request), withCatalog);
    RenderedToken known = tokens.getIfPresent(key);
    if (known != null && known.of() == valid && known.entries() == entries) {
      return known.body();
    }
    byte[] body = render(valid.claims(), valid.subject(), request);
    tokens.put(key, new RenderedToken(valid, entries, body));
    return body;
  }

  /** The body for a token that was just made. */
  byte[] render(TokenClaims claims, Subject subject, Request request) {
    Optional<RawValue> shown =
        withCatalog(request)
            ? Optional.of(catalog(project(subject), subject.user().id(), request))
            : Optional.empty();
    return Json.bytes(TokenView.token(claims, subject, shown));
  }

  private static boolean withCatalog(Request request) {
    return !request.query().names().contains("nocatalog");
  }

  private static Optional<String> project(Subject subject) {
    return subject.scope() instanceof Subject.OfProject of
        ? Optional.of(of.project().id())
        : Optional.empty();
  }

  /**
   * A catalog as JSON.
   *
   * @param project whose catalog it is; an endpoint whose URL asks for one is left out without
   */
  @SuppressWarnings("ReferenceEquality")
  RawValue catalog(Optional<String> project, String userId, Request request) {
    List<Catalog.Entry> entries = catalog.entries(project);
    CatalogKey key = new CatalogKey(project, userId, TokenView.base(request));
    RenderedCatalog known = catalogs.getIfPresent(key);
    if (known == null || known.of() != entries) {
      String json = Json.text(TokenView.catalog(entries, project, userId, key.base()));
      known = new RenderedCatalog(entries, new RawValue(new SerializedString(json)));
      catalogs.put(key, known);
    }
    return known.json();
  }
}
