package haneul.services.compute.ops;

import haneul.base.id.HostName;
import haneul.services.compute.domain.Server;
import haneul.services.network.contract.ServerPorts.NicRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code POST /servers} asks for, its form checked, its references not.
 *
 * @param imageId a dashed UUID
 * @param noNetwork {@code "networks": "none"}
 * @param nics empty: the project's only network
 * @param groups ids or names; empty: the default group
 */
public record NewServer(
    String name,
    Optional<String> description,
    Optional<String> hostname,
    String imageId,
    String flavorId,
    Optional<String> keyName,
    Optional<String> userData,
    Map<String, String> metadata,
    List<String> tags,
    boolean configDrive,
    String diskConfig,
    boolean noNetwork,
    List<NicRequest> nics,
    List<String> groups,
    Optional<String> zone,
    Optional<HostName> host,
    Hints hints,
    Server.Address access,
    int minCount,
    int maxCount) {

  /** Scheduler hints: ids of a server group and of servers. */
  public record Hints(Optional<String> group, List<String> sameHost, List<String> differentHost) {
    public static final Hints NONE = new Hints(Optional.empty(), List.of(), List.of());
  }
}
