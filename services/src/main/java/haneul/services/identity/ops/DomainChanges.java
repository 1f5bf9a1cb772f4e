package haneul.services.identity.ops;

import haneul.base.error.CloudException;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.PasswordRules;
import haneul.services.identity.store.DomainRows;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Makes, changes and deletes domains; a deleted one takes its users and projects along. */
public final class DomainChanges {
  private final Store store;
  private final Changes changes;

  public DomainChanges(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  public Domain create(Domain domain) {
    return store.write(tx -> {
      requireFreeName(tx, domain);
      DomainRows.insert(tx, domain);
      return domain;
    });
  }

  /** Changes a domain; {@code change} must be pure. */
  public Domain update(String id, UnaryOperator<Domain> change) {
    return store.write(tx -> {
      Domain before = Directory.domain(tx, id);
      Domain after = change.apply(before);
      if (before.immutable() && after.immutable()) {
        throw Refusals.immutableUpdate("domain", id);
      }
      if (!after.name().equals(before.name())) {
        requireFreeName(tx, after);
      }
      DomainRows.update(tx, after);
      changes.note(tx);
      return after;
    });
  }

  private static void requireFreeName(Tx tx, Domain domain) {
    if (DomainRows.findByName(tx, domain.name()).isPresent()) {
      throw Refusals.duplicate(
          "domain",
          "it is not permitted to have two projects acting as domains with the same name: "
              + domain.name());
    }
  }

  /** Only a disabled domain can go, and the default one never does. */
  public void delete(String id) {
    store.run(tx -> {
      Domain domain = Directory.domain(tx, id);
      if (domain.immutable()) {
        throw Refusals.immutableDelete("domain", id);
      }
      if (id.equals(Domain.DEFAULT_ID)) {
        throw CloudException.forbidden("The default domain cannot be deleted.");
      }
      if (domain.enabled()) {
        throw CloudException.forbidden(
            "Cannot delete a domain that is enabled, please disable it first.");
      }
      DomainRows.delete(tx, id);
      changes.note(tx);
    });
  }

  /**
   * What a domain asks of its users' passwords.
   *
   * @return by the names in {@link PasswordRules#NAMES}, what was set
   */
  public ObjectNode options(String id) {
    return store.read(tx -> options(tx, id));
  }

  /** The same of the caller's domain or his token's; to him there is no other. */
  public ObjectNode optionsOfHis(Caller caller, String id) {
    return store.read(tx -> {
      boolean his =
          switch (caller.scope()) {
                case Caller.ProjectScope project -> project.domainId().equals(id);
                case Caller.DomainScope domain -> domain.domainId().equals(id);
                case Caller.SystemScope _, Caller.Unscoped _ -> false;
              }
              || Directory.user(tx, caller.user().value()).domainId().equals(id);
      if (!his) {
        throw Directory.notFound("domain", id);
      }
      return options(tx, id);
    });
  }

  private static ObjectNode options(Tx tx, String id) {
    Directory.domain(tx, id);
    return DomainRows.options(tx, id);
  }

  /** Sets some of them; the others go when {@code replace}. */
  public ObjectNode setOptions(String id, ObjectNode options, boolean replace) {
    options.properties().forEach(one -> PasswordRules.requireValid(one.getKey(), one.getValue()));
    return store.write(tx -> {
      Directory.domain(tx, id);
      if (replace) {
        DomainRows.deleteOptions(tx, id, Optional.empty());
      }
      options
          .properties()
          .forEach(one -> DomainRows.putOption(tx, id, one.getKey(), one.getValue()));
      changes.note(tx);
      return DomainRows.options(tx, id);
    });
  }

  /** Forgets one of them, or all. */
  public void deleteOptions(String id, Optional<String> name) {
    store.run(tx -> {
      Directory.domain(tx, id);
      DomainRows.deleteOptions(tx, id, name);
      changes.note(tx);
    });
  }
}
