package haneul.services.identity.ops;

import haneul.platform.http.Fields;
import haneul.platform.http.Json;
import haneul.platform.store.Store;
import haneul.platform.store.Times;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.TokenClaims.Method;
import haneul.services.identity.domain.User;
import haneul.services.identity.domain.UserOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What someone is given who has shown some of what is needed, so that he need not show it again
 * with the rest. Nothing is stored for one.
 */
public final class Receipts {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final int MAX_ID = 255;

  private final Store store;
  private final InstantSource clock;
  private final Vault vault;

  /**
   * Some of what is needed.
   *
   * @param required the sets of methods, any of which would do
   */
  public record Receipt(
      String text,
      User user,
      Domain domain,
      Set<Method> methods,
      Instant issuedAt,
      Instant expiresAt,
      List<Set<String>> required) {}

  public Receipts(Store store, InstantSource clock, Vault vault) {
    this.store = store;
    this.clock = clock;
    this.vault = vault;
  }

  Receipt issue(User user, Set<Method> methods) {
    Instant now = clock.instant();
    Instant end = now.plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
    ObjectNode claims = Json.object();
    claims.put("user", user.id());
    claims.put("epoch", user.tokenEpoch());
    claims.put("expires", Times.text(end));
    var list = claims.putArray("methods");
    methods.forEach(method -> list.add(method.name()));
    return new Receipt(
        vault.seal(Vault.Purpose.RECEIPT, Json.text(claims)),
        user,
        store.read(tx -> Directory.domain(tx, user.domainId())),
        methods,
        now,
        end,
        UserOptions.rules(user));
  }

  /** Empty when it is none of ours, or has expired. */
  Optional<Proofs.Proven> open(String text) {
    return vault
        .open(Vault.Purpose.RECEIPT, text)
        .map(claims -> Fields.of(Json.parseOurs(claims), ""))
        .filter(claims ->
            clock.instant().isBefore(Times.parse(claims.requiredString("expires", 1, MAX_ID))))
        .map(claims ->
            new Proofs.Proven(
                claims.requiredString("user", 1, MAX_ID),
                claims.requiredInteger("epoch", Integer.MIN_VALUE, Integer.MAX_VALUE),
                methods(claims.strings("methods", MAX_ID, MAX_ID).orElse(List.of())),
                Optional.empty(),
                Optional.empty()));
  }

  private static Set<Method> methods(Collection<String> names) {
    EnumSet<Method> methods = EnumSet.noneOf(Method.class);
    names.forEach(name -> methods.add(Method.valueOf(name)));
    return methods;
  }
}
