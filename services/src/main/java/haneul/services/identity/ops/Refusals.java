package haneul.services.identity.ops;

import haneul.base.error.CloudException;

/** Why a change is not made, in Keystone's words. */
final class Refusals {
  private Refusals() {}

  static CloudException duplicate(String kind, String details) {
    return CloudException.conflict(
        "Conflict", "Conflict occurred attempting to store " + kind + " - " + details + ".");
  }

  /** A name that something else in the domain has. */
  static CloudException duplicateName(String kind, String name, String domainId) {
    return duplicate(kind, "Duplicate entry found with name " + name + " at domain ID " + domainId);
  }

  static CloudException immutableUpdate(String kind, String id) {
    return CloudException.forbidden(
        "Unable to update immutable "
            + kind
            + " resource: `"
            + id
            + "`. Set resource option \"immutable\" to false first.");
  }

  static CloudException immutableDelete(String kind, String id) {
    return CloudException.forbidden(
        "Unable to delete immutable "
            + kind
            + " resource: `"
            + id
            + "`. Set resource option \"immutable\" to false first.");
  }

  /** Something named in a body that is not there: the body's fault, not the address's. */
  static CloudException missingReference(String kind, String id) {
    return CloudException.badRequest("Could not find " + kind + ": " + id + ".");
  }

  /** What a user may keep is bounded. */
  static CloudException tooMany(String kind, int limit) {
    return CloudException.forbidden(
        "Unable to create additional "
            + kind
            + ", maximum of "
            + limit
            + " already exceeded for user.");
  }
}
