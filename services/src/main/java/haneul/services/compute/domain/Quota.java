package haneul.services.compute.domain;

import haneul.base.error.CloudException;
import haneul.base.error.ErrorKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How much a project may have. -1 means as much as it likes. */
public final class Quota {
  private Quota() {}

  /** What is limited. */
  public enum Resource {
    CORES(20),
    INSTANCES(10),
    KEY_PAIRS(100),
    METADATA_ITEMS(128),
    RAM(51_200),
    SERVER_GROUP_MEMBERS(10),
    SERVER_GROUPS(10);

    private final int usual;

    Resource(int usual) {
      this.usual = usual;
    }

    /** The limit where nobody set another. */
    public int usual() {
      return usual;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a project has of what is counted. */
  public record Used(long instances, long cores, long memoryMebibytes, long serverGroups) {
    public Used withServerGroups(long count) {
      return new Used(instances, cores, memoryMebibytes, count);
    }

    /** How much of it there is; 0 for what is counted elsewhere. */
    public long of(Resource resource) {
      return switch (resource) {
        case INSTANCES -> instances;
        case CORES -> cores;
        case RAM -> memoryMebibytes;
        case SERVER_GROUPS -> serverGroups;
        case KEY_PAIRS, METADATA_ITEMS, SERVER_GROUP_MEMBERS -> 0;
      };
    }
  }

  /**
   * How many servers of the flavor may be made, at most {@code max}.
   *
   * @throws CloudException when not even {@code min} may
   */
  public static int admit(
      Map<Resource, Integer> limits, Used used, Flavor flavor, int min, int max) {
    int count = max;
    for (Map.Entry<Resource, Long> each : demand(flavor, 1).entrySet()) {
      int limit = limits.getOrDefault(each.getKey(), each.getKey().usual());
      if (limit >= 0 && each.getValue() > 0) {
        long room = Math.max(0, limit - used.of(each.getKey()));
        count = (int) Math.min(count, room / each.getValue());
      }
    }
    if (count < min) {
      throw exceeded(limits, used, demand(flavor, min));
    }
    return count;
  }

  private static Map<Resource, Long> demand(Flavor flavor, int count) {
    Map<Resource, Long> demand = new EnumMap<>(Resource.class);
    demand.put(Resource.CORES, (long) flavor.vcpus() * count);
    demand.put(Resource.INSTANCES, (long) count);
    demand.put(Resource.RAM, (long) flavor.memoryMebibytes() * count);
    return demand;
  }

  private static CloudException exceeded(
      Map<Resource, Integer> limits, Used used, Map<Resource, Long> demand) {
    List<Resource> over = new ArrayList<>();
    for (Map.Entry<Resource, Long> each : demand.entrySet()) {
      int limit = limits.getOrDefault(each.getKey(), each.getKey().usual());
      if (limit >= 0 && used.of(each.getKey()) + each.getValue() > limit) {
        over.add(each.getKey());
      }
    }
    String names = joined(over, Resource::text);
    return CloudException.of(
        ErrorKind.OVER_QUOTA,
        "TooManyInstances",
        "Quota exceeded for %s: Requested %s, but already used %s of %s %s"
            .formatted(
                names,
                joined(over, resource -> String.valueOf(demand.get(resource))),
                joined(over, resource -> String.valueOf(used.of(resource))),
                joined(
                    over,
                    resource -> String.valueOf(limits.getOrDefault(resource, resource.usual()))),
                names));
  }

  private static String joined(
      List<Resource> resources, java.util.function.Function<Resource, String> text) {
    return resources.stream().map(text).collect(Collectors.joining(", "));
  }
}
