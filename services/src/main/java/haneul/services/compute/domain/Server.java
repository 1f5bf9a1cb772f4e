package haneul.services.compute.domain;

import haneul.base.host.ImageRef;
import haneul.base.host.PowerWish;
import haneul.base.id.HostName;
import haneul.base.id.ProjectId;
import haneul.base.id.SecurityGroupId;
import haneul.base.id.ServerId;
import haneul.base.id.UserId;
import haneul.services.network.contract.ServerPorts.NicRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server as its row has it. */
public record Server(
    ServerId id,
    ProjectId project,
    UserId user,
    String name,
    Optional<String> description,
    Boot boot,
    Map<String, String> metadata,
    State state,
    Placement placement,
    Lock lock,
    Address access,
    Moments moments) {

  /**
   * What it was made of. Never changes.
   *
   * @param userData empty also where it was not asked for
   */
  public record Boot(
      String hostname,
      ImageRef image,
      Flavor flavor,
      Optional<Key> key,
      Optional<String> userData,
      boolean configDrive,
      String diskConfig,
      String reservationId,
      int launchIndex,
      Nics nics,
      PlacementWish wish) {}

  /** The key pair as it was when the server was made; deleting the pair changes nothing here. */
  public record Key(String name, String publicKey) {}

  /**
   * Its network cards, as {@code ServerPorts.check} gave them.
   *
   * @param groupNames what the request called the groups
   */
  public record Nics(
      List<NicRequest> asked, List<SecurityGroupId> groups, List<String> groupNames) {}

  /** What it is and what is being done to it. */
  public record State(
      VmState vm, Optional<TaskState> task, PowerState power, Optional<Fault> fault) {
    public ServerStatus status() {
      return ServerStatus.of(vm, task);
    }

    public boolean is(TaskState other) {
      return task.equals(Optional.of(other));
    }
  }

  /** Why it is in ERROR. */
  public record Fault(int code, String message, Instant at) {}

  /**
   * Where it is and what its host was told.
   *
   * @param creating its create saga has not ended
   * @param wanted its host's wanted state lists it
   * @param wish the last thing asked of its power; epoch 0 before anything was
   * @param wishRevision of the host, when the wish or the end of wanting it became visible: an
   *     older report says nothing about it
   * @param gone its host has confirmed that nothing of it is left
   */
  public record Placement(
      Optional<HostName> host,
      boolean creating,
      boolean wanted,
      PowerWish wish,
      long wishRevision,
      boolean gone) {}

  /** Whether changes are refused to all but administrators. */
  public record Lock(boolean locked, boolean byAdmin, Optional<String> reason) {
    public static final Lock NONE = new Lock(false, false, Optional.empty());
  }

  /** Addresses that its owner says it is reached by. */
  public record Address(String ipv4, String ipv6) {}

  /** When what happened. */
  public record Moments(
      Instant created, Instant updated, Optional<Instant> launched, Optional<Instant> terminated) {}

  public Server withUserData(Optional<String> userData) {
    return new Server(
        id,
        project,
        user,
        name,
        description,
        new Boot(
            boot.hostname(),
            boot.image(),
            boot.flavor(),
            boot.key(),
            userData,
            boot.configDrive(),
            boot.diskConfig(),
            boot.reservationId(),
            boot.launchIndex(),
            boot.nics(),
            boot.wish()),
        metadata,
        state,
        placement,
        lock,
        access,
        moments);
  }

  /** What nova's administrators know it as on its host. */
  public String instanceName() {
    return "instance-" + id.value().substring(0, 8);
  }
}
