package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.base.id.Id;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Role;
import haneul.services.identity.domain.Selection;
import haneul.services.identity.domain.Target;
import haneul.services.identity.domain.Trust;
import haneul.services.identity.store.RoleRows;
import haneul.services.identity.store.TrustRows;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Trusts: one user lets another use some of his roles on a project, in his own or the other's name,
 * and perhaps pass that on. Nothing of a trust changes but how often it may still be used.
 */
public final class Trusts {
  private static final int MAX_OF_USER = 1_000;

  private final Store store;
  private final InstantSource clock;
  private final Changes changes;

  /**
   * A trust to be.
   *
   * @param roles each by id or by name
   * @param redelegationCount none: as often as is possible
   */
  public record NewTrust(
      String trustorUserId,
      String trusteeUserId,
      Optional<String> projectId,
      boolean impersonation,
      List<ApplicationCredentials.RoleNamed> roles,
      Optional<Instant> expiresAt,
      Optional<Integer> remainingUses,
      boolean allowRedelegation,
      Optional<Integer> redelegationCount) {}

  /** A trust with its roles, those that are left. */
  public record Shown(Trust trust, List<Role> roles) {}

  public Trusts(Store store, InstantSource clock, Changes changes) {
    this.store = store;
    this.clock = clock;
    this.changes = changes;
  }

  public Shown create(Caller caller, NewTrust wanted) {
    requireManager(caller);
    requireConsistent(caller, wanted);
    return store.write(tx -> {
      Directory.user(tx, wanted.trusteeUserId());
      wanted.projectId().ifPresent(project -> Directory.project(tx, project));
      if (TrustRows.count(tx, wanted.trustorUserId()) >= MAX_OF_USER) {
        throw Refusals.tooMany("trusts", MAX_OF_USER);
      }
      Optional<Trust> source = source(tx, caller);
      List<Role> roles = roles(tx, wanted, source);
      Trust trust = trust(wanted, roles, source);
      TrustRows.insert(tx, trust);
      return new Shown(trust, roles);
    });
  }

  /** A program, or whoever signed a request, could make itself outlive what lets it act. */
  private static void requireManager(Caller caller) {
    if (caller.delegation().isPresent() && !(caller.delegation().get() instanceof Caller.ByTrust)) {
      throw forbidden("Delegated tokens cannot manage trusts.");
    }
  }

  private static CloudException forbidden(String action) {
    return CloudException.forbidden(
        "You are not authorized to perform the requested action: " + action);
  }

  private void requireConsistent(Caller caller, NewTrust wanted) {
    if (!wanted.trustorUserId().equals(caller.user().value())) {
      throw forbidden("The authenticated user should match the trustor.");
    }
    if (wanted.projectId().isPresent() && wanted.roles().isEmpty()) {
      throw forbidden("At least one role should be specified.");
    }
    if (wanted.projectId().isEmpty() && !wanted.roles().isEmpty()) {
      throw CloudException.badField("project_id", "", "roles are on a project; name it");
    }
    if (!wanted.expiresAt().map(clock.instant()::isBefore).orElse(true)) {
      throw CloudException.badRequest("The 'expires_at' must not be before now.");
    }
    if (wanted.allowRedelegation() && wanted.remainingUses().isPresent()) {
      throw CloudException.badRequest("remaining_uses must not be set if redelegation is allowed");
    }
    if (wanted.allowRedelegation()
        && wanted.redelegationCount().orElse(0) > Trust.MAX_REDELEGATIONS) {
      throw CloudException.forbidden(
          "Requested redelegation depth of "
              + wanted.redelegationCount().get()
              + " is greater than allowed "
              + Trust.MAX_REDELEGATIONS);
    }
  }

  /** The trust that the caller acts by and would pass on. */
  private static Optional<Trust> source(Tx tx, Caller caller) {
    if (!(caller.delegation().orElse(null) instanceof Caller.ByTrust by)) {
      return Optional.empty();
    }
    // One that was deleted since the token was looked at is no leave to give all that there is.
    return Optional.of(
        TrustRows.find(tx, by.trustId())
            .orElseThrow(() -> Directory.notFound("trust", by.trustId())));
  }

  /** Roles that the first trustor has, all of them in the trust that is passed on. */
  private static List<Role> roles(Tx tx, NewTrust wanted, Optional<Trust> source) {
    if (wanted.projectId().isEmpty()) {
      return List.of();
    }
    Optional<String> first = source.map(trust -> firstTrustor(tx, trust));
    Set<String> held =
        Subjects.heldIds(
            tx,
            first.orElse(wanted.trustorUserId()),
            new Target.OnProject(wanted.projectId().get()));
    if (held.isEmpty()) {
      throw Directory.notFound("project", wanted.projectId().get());
    }
    Set<Role> roles = new LinkedHashSet<>();
    for (ApplicationCredentials.RoleNamed named : wanted.roles()) {
      String asked = named.id().orElse(named.name());
      Role role =
          (named.id().isPresent()
                  ? RoleRows.find(tx, named.id().get())
                  : RoleRows.findByName(tx, Optional.empty(), named.name()))
              .filter(found -> held.contains(found.id()))
              .orElseThrow(() -> Directory.notFound("role", asked));
      roles.add(role);
    }
    return List.copyOf(roles);
  }

  private static String firstTrustor(Tx tx, Trust trust) {
    return line(tx, trust).getLast().trustorUserId();
  }

  /** A trust, the one that it passes on, and so on to the first. */
  private static List<Trust> line(Tx tx, Trust trust) {
    List<Trust> line = new ArrayList<>(List.of(trust));
    for (int i = 0; i <= Trust.MAX_REDELEGATIONS; i++) {
      Optional<Trust> source =
          line.getLast().redelegatedTrustId().flatMap(id -> TrustRows.find(tx, id));
      if (source.isEmpty()) {
        break;
      }
      line.add(source.get());
    }
    return line;
  }

  private static Trust trust(NewTrust wanted, List<Role> roles, Optional<Trust> source) {
    List<String> roleIds = roles.stream().map(Role::id).toList();
    source.ifPresent(from -> requireLess(wanted, roleIds, from));
    boolean redelegatable = wanted.allowRedelegation() && wanted.redelegationCount().orElse(1) != 0;
    int most = source.map(from -> from.redelegationCount() - 1).orElse(Trust.MAX_REDELEGATIONS);
    return new Trust(
        Id.newHex(),
        wanted.trustorUserId(),
        wanted.trusteeUserId(),
        wanted.projectId(),
        wanted.impersonation(),
        roleIds,
        wanted.expiresAt().or(() -> source.flatMap(Trust::expiresAt)),
        wanted.remainingUses(),
        redelegatable ? wanted.redelegationCount().orElse(most) : 0,
        source.map(Trust::id));
  }

  /** What is passed on is no more than what there is. */
  private static void requireLess(NewTrust wanted, List<String> roleIds, Trust from) {
    if (from.redelegationCount() <= 0) {
      throw CloudException.forbidden(
          "Remaining redelegation depth of "
              + from.redelegationCount()
              + " out of allowed range of [0.."
              + Trust.MAX_REDELEGATIONS
              + "]");
    }
    if (wanted.remainingUses().isPresent()) {
      throw CloudException.forbidden(
          "Field \"remaining_uses\" is set to "
              + wanted.remainingUses().get()
              + " while it must not be set in order to redelegate a trust");
    }
    if (wanted.allowRedelegation()
        && wanted.redelegationCount().isPresent()
        && wanted.redelegationCount().get() != from.redelegationCount() - 1) {
      throw CloudException.forbidden(
          "Modifying \"redelegation_count\" upon redelegation is forbidden. Omitting this"
              + " parameter is advised.");
    }
    if (from.expiresAt().isPresent()
        && wanted.expiresAt().map(from.expiresAt().get()::isBefore).orElse(false)) {
      throw CloudException.forbidden(
          "Requested expiration time is more than redelegated trust can provide");
    }
    if (!wanted.projectId().equals(from.projectId()) || !from.roleIds().containsAll(roleIds)) {
      throw CloudException.forbidden("Some of requested roles are not in redelegated trust");
    }
    if (wanted.impersonation() && !from.impersonation()) {
      throw CloudException.forbidden(
          "Impersonation is not allowed because redelegated trust does not specify impersonation."
              + " Redelegated trust id: "
              + from.id());
    }
  }

  private Trust find(Tx tx, String id) {
    return TrustRows.find(tx, id)
        .filter(trust -> trust.isOpen(clock.instant()))
        .filter(trust -> trust.remainingUses().orElse(1) > 0)
        .orElseThrow(() -> Directory.notFound("trust", id));
  }

  /** A trust, whoever may see it. */
  public Shown find(String id) {
    return store.read(tx -> {
      Trust trust = find(tx, id);
      return new Shown(trust, RoleRows.withIds(tx, trust.roleIds()));
    });
  }

  /** Refuses those who act for someone and may not look at trusts. */
  public void requireReader(Caller caller) {
    requireManager(caller);
  }

  public List<Trust> list(Selection selection) {
    return store.read(tx -> TrustRows.list(tx, selection));
  }

  /**
   * The trusts that pass it on go with it, and all their tokens end. Who acts by a trust, in its
   * trustor's name even, ends none but that and what it was passed on by.
   */
  public void delete(Caller caller, String id) {
    requireManager(caller);
    store.run(tx -> {
      Trust trust = find(tx, id);
      if (!caller.isAdmin()
          && caller.delegation().orElse(null) instanceof Caller.ByTrust by
          && line(tx, trust).stream().noneMatch(one -> one.id().equals(by.trustId()))) {
        throw forbidden("Delegated tokens delete no trusts but their own.");
      }
      TrustRows.delete(tx, id);
      changes.note(tx);
    });
  }
}
