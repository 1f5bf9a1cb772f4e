package haneul.services.identity.ops;

import haneul.platform.store.Tx;
import haneul.services.identity.domain.Domain;
import haneul.services.identity.domain.LoginRequest.ById;
import haneul.services.identity.domain.LoginRequest.ByName;
import haneul.services.identity.domain.LoginRequest.DomainNamed;
import haneul.services.identity.domain.LoginRequest.Named;
import haneul.services.identity.domain.Project;
import haneul.services.identity.domain.User;
import haneul.services.identity.store.DomainRows;
import haneul.services.identity.store.ProjectRows;
import haneul.services.identity.store.UserRows;
import java.util.Optional;

/** Finds what a login names, by id or by name. */
final class Names {
  private Names() {}

  static Optional<User> user(Tx tx, Named named) {
    return switch (named) {
      case ById by -> UserRows.find(tx, by.id());
      case ByName by ->
          domain(tx, by.domain())
              .flatMap(domain -> UserRows.findByName(tx, domain.id(), by.name()));
    };
  }

  static Optional<Project> project(Tx tx, Named named) {
    return switch (named) {
      case ById by -> ProjectRows.find(tx, by.id());
      case ByName by ->
          domain(tx, by.domain())
              .flatMap(domain -> ProjectRows.findByName(tx, domain.id(), by.name()));
    };
  }

  static Optional<Domain> domain(Tx tx, DomainNamed named) {
    return named.id().isPresent()
        ? DomainRows.find(tx, named.id().get())
        : DomainRows.findByName(tx, named.name());
  }
}
