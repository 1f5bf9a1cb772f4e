package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.store.Store;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.store.FlavorStore;
import haneul.services.identity.contract.Projects;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flavors, their extra specs and who may use the private ones. */
public final class FlavorCatalog {
  private final Store database;
  private final FlavorStore flavors;
  private final Projects projects;
  private final InstantSource clock;

  public FlavorCatalog(
      Store database, FlavorStore flavors, Projects projects, InstantSource clock) {
    this.database = database;
    this.flavors = flavors;
    this.projects = projects;
    this.clock = clock;
  }

  /**
   * Which flavors to list.
   *
   * @param isPublic empty: public and private ones
   * @param marker id of the last one of the page before
   */
  public record Wanted(
      Optional<Boolean> isPublic,
      int minDiskGibibytes,
      int minRamMebibytes,
      String sortKey,
      boolean descending,
      Optional<String> marker,
      int limit) {}

  /** What flavors can be sorted by. */
  public static List<String> sortKeys() {
    return FlavorStore.sortKeys();
  }

  public List<Flavor> list(Caller caller, Wanted wanted) {
    return database.read(tx -> {
      Optional<Flavor> marker = wanted.marker().map(id -> marker(tx, caller, id));
      Optional<ProjectId> viewer =
          caller.isAdmin()
              ? Optional.empty()
              : caller.project().or(() -> Optional.of(new ProjectId("none")));
      return flavors.list(
          tx,
          new FlavorStore.Listing(
              viewer,
              wanted.isPublic(),
              wanted.minDiskGibibytes(),
              wanted.minRamMebibytes(),
              wanted.sortKey(),
              wanted.descending(),
              marker,
              wanted.limit()));
    });
  }

  private Flavor marker(Tx tx, Caller caller, String id) {
    return flavors
        .find(tx, id)
        .filter(flavor -> FlavorAccess.mayUse(tx, flavors, caller, flavor))
        .orElseThrow(() -> CloudException.badRequest("marker [" + id + "] not found"));
  }

  public Flavor show(Caller caller, String id) {
    return database.read(tx -> find(tx, caller, id));
  }

  private Flavor find(Tx tx, Caller caller, String id) {
    return flavors
        .find(tx, id)
        .filter(flavor -> FlavorAccess.mayUse(tx, flavors, caller, flavor))
        .orElseThrow(() -> notFound(id));
  }

  private static CloudException notFound(String id) {
    return CloudException.notFound("FlavorNotFound", "Flavor " + id + " could not be found.");
  }

  public void create(Flavor flavor) {
    database.run(tx -> {
      if (flavors.find(tx, flavor.id()).isPresent()) {
        throw CloudException.conflict(
            "FlavorIdExists", "Flavor with ID " + flavor.id() + " already exists.");
      }
      if (flavors.taken(tx, flavor.id(), flavor.name())) {
        throw CloudException.conflict(
            "FlavorExists", "Flavor with name " + flavor.name() + " already exists.");
      }
      flavors.insert(tx, flavor, clock.instant());
    });
  }

  public Flavor describe(Caller caller, String id, Optional<String> description) {
    return database.write(tx -> {
      find(tx, caller, id);
      flavors.describe(tx, id, description);
      return find(tx, caller, id);
    });
  }

  /** Servers keep what they were made with. */
  public void delete(Caller caller, String id) {
    database.run(tx -> {
      find(tx, caller, id);
      flavors.delete(tx, id);
    });
  }

  public void putSpecs(Caller caller, String id, Map<String, String> specs) {
    database.run(tx -> {
      find(tx, caller, id);
      specs.forEach((key, value) -> flavors.putSpec(tx, id, key, value));
    });
  }

  public void deleteSpec(Caller caller, String id, String key) {
    database.run(tx -> {
      find(tx, caller, id);
      if (!flavors.deleteSpec(tx, id, key)) {
        throw specNotFound(id, key);
      }
    });
  }

  public static CloudException specNotFound(String id, String key) {
    return CloudException.notFound(
        "FlavorExtraSpecsNotFound", "Flavor " + id + " has no extra specs with key " + key + ".");
  }

  /** The projects a private flavor is shared with. */
  public List<String> access(Caller caller, String id) {
    return database.read(tx -> {
      if (find(tx, caller, id).isPublic()) {
        throw CloudException.notFound(
            "FlavorAccessNotFound", "Access list not available for public flavors.");
      }
      return flavors.access(tx, id);
    });
  }

  /** Shares a flavor and answers whom it is shared with then. */
  public List<String> grant(Caller caller, String id, String project) {
    return database.write(tx -> {
      if (find(tx, caller, id).isPublic()) {
        throw CloudException.conflict("FlavorIsPublic", "Can not add access to a public flavor.");
      }
      if (!ProjectIds.exists(tx, projects, project)) {
        throw CloudException.badRequest("Project ID " + project + " is not a valid project.");
      }
      if (flavors.granted(tx, id, project)) {
        throw CloudException.conflict(
            "FlavorAccessExists",
            "Flavor access already exists for flavor %s and project %s combination."
                .formatted(id, project));
      }
      flavors.grant(tx, id, project);
      return flavors.access(tx, id);
    });
  }

  public List<String> revoke(Caller caller, String id, String project) {
    return database.write(tx -> {
      find(tx, caller, id);
      if (!flavors.revoke(tx, id, project)) {
        throw CloudException.notFound(
            "FlavorAccessNotFound",
            "Flavor access not found for %s / %s combination.".formatted(id, project));
      }
      return flavors.access(tx, id);
    });
  }

  /** Makes the usual flavors where there are none. */
  public void bootstrap() {
    database.run(tx -> {
      if (flavors.isEmpty(tx)) {
        for (Flavor flavor :
            List.of(
                usual("1", "m1.tiny", 128, 1, 1),
                usual("2", "m1.small", 512, 1, 5),
                usual("3", "m1.medium", 1024, 1, 10),
                usual("4", "m1.large", 2048, 2, 20),
                usual("5", "m1.xlarge", 4096, 4, 40))) {
          flavors.insert(tx, flavor, clock.instant());
        }
      }
    });
  }

  private static Flavor usual(String id, String name, int memory, int vcpus, int disk) {
    return new Flavor(id, name, memory, vcpus, disk, true, Optional.empty(), Map.of());
  }
}
