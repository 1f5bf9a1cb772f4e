package haneul.services.compute.ops;

import haneul.platform.auth.Caller;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.store.FlavorStore;

/** Who may use a flavor. */
public final class FlavorAccess {
  private FlavorAccess() {}

  /** Public ones anybody, private ones administrators and the projects they are shared with. */
  public static boolean mayUse(Tx tx, FlavorStore flavors, Caller caller, Flavor flavor) {
    return flavor.isPublic()
        || caller.isAdmin()
        || caller
            .project()
            .map(project -> flavors.granted(tx, flavor.id(), project.value()))
            .orElse(false);
  }
}
