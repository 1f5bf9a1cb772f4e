package haneul.services.compute.ops;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import haneul.base.host.ImageRef;
import haneul.base.host.PowerWish;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Json;
import haneul.platform.saga.Sagas;
import haneul.platform.store.Tx;
import haneul.services.compute.domain.Flavor;
import haneul.services.compute.domain.Hostnames;
import haneul.services.compute.domain.ImageFit;
import haneul.services.compute.domain.KeyPair;
import haneul.services.compute.domain.PlacementWish;
import haneul.services.compute.domain.PowerState;
import haneul.services.compute.domain.Quota;
import haneul.services.compute.domain.Quota.Resource;
import haneul.services.compute.domain.Server;
import haneul.services.compute.domain.ServerAction;
import haneul.services.compute.domain.TaskState;
import haneul.services.compute.domain.VmState;
import haneul.services.compute.store.ComputeStore;
import haneul.services.image.contract.Images;
import haneul.services.network.contract.ServerPorts;
import haneul.services.network.contract.ServerPorts.NicRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What {@code POST /servers} does in its one transaction: refuse all that can be refused, then
 * insert the rows and start a {@link CreateServer} for each. The quota is counted in the same
 * transaction, so that any number of requests at once never exceed it.
 */
public final class ServerAdmission {
  private final ComputeStore store;
  private final Images images;
  private final ServerPorts ports;
  private final PlacementRules placements;
  private final InstantSource clock;
  private final Supplier<Sagas> sagas;

  public ServerAdmission(
      ComputeStore store,
      Images images,
      ServerPorts ports,
      PlacementRules placements,
      InstantSource clock,
      Supplier<Sagas> sagas) {
    this.store = store;
    this.images = images;
    this.ports = ports;
    this.placements = placements;
    this.clock = clock;
    this.sagas = sagas;
  }

  /** Everything a new server refers to, found and checked. */
  private record Checked(
      Images.Image image,
      Flavor flavor,
      Optional<Server.Key> key,
      Server.Nics nics,
      PlacementWish wish,
      int count) {}

  /** Admits the servers asked for and starts making them. */
  public List<Server> admit(Tx tx, Caller caller, String requestId, NewServer wish) {
    ProjectId project =
        caller
            .project()
            .orElseThrow(() ->
                CloudException.forbidden("A server belongs to a project; use a project's token."));
    Checked checked = check(tx, caller, project, wish);
    String reservation = "r-" + Id.newHex().substring(0, 8);
    List<Server> admitted = new ArrayList<>();
    for (int index = 0; index < checked.count(); index++) {
      Server server = server(caller, project, wish, checked, reservation, index);
      store.servers().insert(tx, server);
      checked.wish().group().ifPresent(group -> store.groups().join(tx, group, server.id()));
      for (String tag : wish.tags()) {
        store.tags().add(tx, server.id(), tag);
      }
      store
          .actions()
          .begin(
              tx,
              ServerAction.begun(
                  server, requestId, ServerAction.Kind.CREATE, caller, clock.instant()));
      sagas.get().start(tx, CreateServer.KIND, server.id().value(), Json.object());
      admitted.add(server);
    }
    return admitted;
  }

  private Checked check(Tx tx, Caller caller, ProjectId project, NewServer wish) {
    Map<Resource, Integer> limits = store.quotas().limits(tx, project.value());
    int items = limits.getOrDefault(Resource.METADATA_ITEMS, 0);
    if (items >= 0 && wish.metadata().size() > items) {
      throw CloudException.of(
          ErrorKind.OVER_QUOTA,
          "MetadataLimitExceeded",
          "Maximum number of metadata items exceeds " + items);
    }
    Flavor flavor = flavor(tx, caller, wish.flavorId());
    Images.Image image =
        images
            .find(tx, caller, new ImageId(wish.imageId()))
            .orElseThrow(() -> CloudException.badRequest("Can not find requested image"));
    ImageFit.check(image, flavor);
    Optional<Server.Key> key = wish.keyName().map(name -> key(tx, caller, name));
    PlacementWish placement = placements.check(tx, caller, wish);
    List<SecurityGroupId> groups = named(() -> ports.securityGroups(tx, caller, wish.groups()));
    List<NicRequest> nics =
        wish.noNetwork() ? List.of() : named(() -> ports.check(tx, caller, wish.nics()));
    int count =
        Quota.admit(
            limits, store.servers().used(tx, project), flavor, wish.minCount(), wish.maxCount());
    placement.group().ifPresent(group -> placements.requireRoom(tx, limits, group, count));
    List<String> names = wish.groups().isEmpty() ? List.of("default") : wish.groups();
    return new Checked(image, flavor, key, new Server.Nics(nics, groups, names), placement, count);
  }

  /** In a body, something that is not there makes the request wrong: 400, not 404. */
  private static <T> T named(Supplier<T> lookup) {
    try {
      return lookup.get();
    } catch (CloudException e) {
      if (e.kind() == ErrorKind.NOT_FOUND) {
        throw CloudException.of(ErrorKind.BAD_REQUEST, e.code(), e.message());
      }
      throw e;
    }
  }

  private Flavor flavor(Tx tx, Caller caller, String id) {
    return store
        .flavors()
        .find(tx, id)
        .filter(found -> FlavorAccess.mayUse(tx, store.flavors(), caller, found))
        .orElseThrow(() -> CloudException.badRequest("Flavor " + id + " could not be found."));
  }

  private Server.Key key(Tx tx, Caller caller, String name) {
    KeyPair pair =
        store
            .keyPairs()
            .find(tx, caller.user(), name)
            .orElseThrow(() -> CloudException.badRequest("Invalid key_name provided."));
    return new Server.Key(pair.name(), pair.publicKey());
  }

  private Server server(
      Caller caller,
      ProjectId project,
      NewServer wish,
      Checked checked,
      String reservation,
      int index) {
    ServerId id = new ServerId(Id.newUuid());
    Instant now = clock.instant();
    boolean several = wish.maxCount() > 1;
    String name = several ? wish.name() + "-" + (index + 1) : wish.name();
    String hostname =
        wish.hostname()
            .map(asked -> several ? asked + "-" + (index + 1) : asked)
            .orElseGet(() -> Hostnames.of(name, id));
    Images.Image image = checked.image();
    return new Server(
        id,
        project,
        caller.user(),
        name,
        wish.description(),
        new Server.Boot(
            hostname,
            new ImageRef(image.id(), image.diskFormat(), image.sizeBytes(), image.sha512()),
            checked.flavor(),
            checked.key(),
            wish.userData(),
            wish.configDrive(),
            wish.diskConfig(),
            reservation,
            index,
            checked.nics(),
            checked.wish()),
        wish.metadata(),
        new Server.State(
            VmState.BUILDING,
            Optional.of(TaskState.SCHEDULING),
            PowerState.NO_STATE,
            Optional.empty()),
        new Server.Placement(
            Optional.empty(), true, false, new PowerWish(0, PowerWish.Action.RUN), 0, false),
        Server.Lock.NONE,
        wish.access(),
        new Server.Moments(now, now, Optional.empty(), Optional.empty()));
  }
}
