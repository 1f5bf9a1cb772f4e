package haneul.services.compute.http;

import haneul.base.error.CloudException;
import haneul.base.id.ProjectId;
import haneul.platform.auth.Caller;
import haneul.platform.http.Query;
import haneul.platform.http.Request;
import haneul.services.compute.domain.BoundedPattern;
import haneul.services.compute.domain.Microversion;
import haneul.services.compute.domain.ServerFilter;
import haneul.services.compute.domain.ServerFilter.SortKey;
import haneul.services.compute.domain.ServerStatus;
import haneul.services.compute.ops.ServerReads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The query of {@code GET /servers}. Before 2.75 what is unknown is ignored, from then on refused;
 * filters for administrators are ignored in the hands of others.
 *
 * @param nothing no server can match, so the store need not be asked
 */
record ServerListQuery(ServerFilter filter, List<SortKey> order, boolean nothing) {
  private static final int MAX_SORT_KEYS = 8;

  /** Compared as they are; everybody may use them. */
  private static final Set<String> EQUAL = Set.of("flavor", "image", "reservation_id");

  /** For administrators, and from 2.83 for everybody. */
  private static final Set<String> EQUAL_283 =
      Set.of(
          "availability_zone",
          "key_name",
          "created_at",
          "launched_at",
          "terminated_at",
          "power_state",
          "task_state",
          "vm_state",
          "user_id");

  /** For administrators. */
  private static final Set<String> EQUAL_ADMIN =
      Set.of(
          "host",
          "node",
          "hostname",
          "uuid",
          "description",
          "display_description",
          "launch_index",
          "access_ip_v4",
          "access_ip_v6");

  /** Shown to administrators alone: the order of a list would tell others. */
  private static final Set<String> SORT_ADMIN = Set.of("host", "node");

  private static final Set<String> OTHERS =
      Set.of(
          "name",
          "display_name",
          "status",
          "ip",
          "ip6",
          "all_tenants",
          "project_id",
          "tenant_id",
          "deleted",
          "soft_deleted",
          "changes-since",
          "changes-before",
          "limit",
          "marker",
          "sort_key",
          "sort_dir",
          "locked",
          "config_drive",
          "progress",
          "tags",
          "tags-any",
          "not-tags",
          "not-tags-any",
          "root_device_name",
          "kernel_id",
          "ramdisk_id",
          "auto_disk_config",
          "block_device_mapping",
          "services",
          "metadata",
          "system_metadata",
          "instance_type_id",
          "architecture",
          "cell_name");

  static ServerListQuery parse(Request request) {
    return new Reader(request).read();
  }

  private static final class Reader {
    private final Query query;
    private final Caller caller;
    private final Microversion version;
    private boolean nothing;

    Reader(Request request) {
      this.query = request.query();
      this.caller = request.caller();
      this.version = Microversions.of(request);
    }

    ServerListQuery read() {
      if (version.atLeast(75)) {
        refuseUnknown();
      }
      Optional<ProjectId> project = project();
      Optional<List<ServerStatus>> status = status();
      boolean any = status.filter(all -> all.contains(ServerStatus.DELETED)).isPresent();
      ServerFilter filter =
          new ServerFilter(
              project,
              any ? Optional.empty() : deleted(),
              equal(),
              status,
              pattern("name").or(() -> pattern("display_name")),
              pattern("ip"),
              version.atLeast(5) || caller.isAdmin() ? pattern("ip6") : Optional.empty(),
              Views.time(query, "changes-since"),
              version.atLeast(66) ? Views.time(query, "changes-before") : Optional.empty(),
              version.atLeast(73) ? query.bool("locked") : Optional.empty(),
              caller.isAdmin() || version.atLeast(83)
                  ? query.bool("config_drive")
                  : Optional.empty(),
              tags());
      return new ServerListQuery(filter, order(), nothing);
    }

    private void refuseUnknown() {
      for (String name : query.names()) {
        boolean known =
            EQUAL.contains(name)
                || EQUAL_283.contains(name)
                || EQUAL_ADMIN.contains(name)
                || OTHERS.contains(name);
        if (!known) {
          throw CloudException.badRequest(
              "Additional properties are not allowed ('" + name + "' was unexpected)");
        }
      }
    }

    private Optional<ProjectId> project() {
      boolean all = query.bool("all_tenants").orElse(false);
      if (all && !caller.isAdmin()) {
        throw CloudException.forbidden(
            "Policy doesn't allow os_compute_api:servers:index:get_all_tenants to be performed.");
      }
      Optional<String> asked = query.first("project_id").or(() -> query.first("tenant_id"));
      if (all) {
        return asked.map(this::projectId);
      }
      return Optional.of(
          caller
              .project()
              .orElseThrow(() ->
                  CloudException.badRequest(
                      "The token names no project: use all_tenants, or a project's token.")));
    }

    private ProjectId projectId(String text) {
      if (!text.matches("[A-Za-z0-9_-]{1,64}")) {
        throw CloudException.badField("project_id", text, "'" + text + "' is not a project id");
      }
      return new ProjectId(text);
    }

    private Optional<Boolean> deleted() {
      boolean since =
          query.first("changes-since").isPresent()
              || (version.atLeast(66) && query.first("changes-before").isPresent());
      Optional<Boolean> asked = caller.isAdmin() ? query.bool("deleted") : Optional.empty();
      return asked.or(() -> since ? Optional.empty() : Optional.of(false));
    }

    private Map<String, String> equal() {
      Map<String, String> equal = new LinkedHashMap<>();
      for (String name : query.names()) {
        boolean allowed =
            EQUAL.contains(name)
                || (EQUAL_283.contains(name) && (caller.isAdmin() || version.atLeast(83)))
                || (EQUAL_ADMIN.contains(name) && caller.isAdmin());
        if (allowed) {
          put(equal, name, query.first(name).orElse(""));
        }
      }
      return equal;
    }

    private void put(Map<String, String> equal, String name, String value) {
      switch (name) {
        case "flavor", "image" -> equal.put(name, value.substring(value.lastIndexOf('/') + 1));
        default -> equal.put(name, value);
      }
    }

    private Optional<List<ServerStatus>> status() {
      List<String> words = query.all("status");
      if (words.isEmpty()) {
        return Optional.empty();
      }
      List<ServerStatus> known = new ArrayList<>();
      for (String word : words) {
        try {
          known.add(ServerStatus.valueOf(word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
          if (version.atLeast(38) && !NovaStatuses.exists(word)) {
            throw CloudException.badRequest("Invalid status value");
          }
        }
      }
      if (known.contains(ServerStatus.DELETED) && !caller.isAdmin()) {
        throw CloudException.forbidden("Only administrators may list deleted instances");
      }
      nothing |= known.isEmpty();
      return Optional.of(known);
    }

    private Optional<BoundedPattern> pattern(String name) {
      return query.first(name).map(text -> BoundedPattern.of(name, text));
    }

    private ServerFilter.Tags tags() {
      if (version.before(26)) {
        return ServerFilter.Tags.ANYTHING;
      }
      return new ServerFilter.Tags(
          words("tags"), words("tags-any"), words("not-tags"), words("not-tags-any"));
    }

    private List<String> words(String name) {
      return query.first(name).map(text -> List.of(text.split(",", 50))).orElse(List.of());
    }

    private List<SortKey> order() {
      List<String> keys = query.all("sort_key");
      List<String> directions = query.all("sort_dir");
      if (keys.isEmpty()) {
        return List.of(
            new SortKey("created_at", directions.isEmpty() || descending(directions, 0)));
      }
      if (keys.size() > MAX_SORT_KEYS || directions.size() > keys.size()) {
        throw CloudException.badRequest(
            "Sort direction size exceeds sort key size, or more than "
                + MAX_SORT_KEYS
                + " sort keys are given.");
      }
      List<SortKey> order = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        if (!ServerReads.canSortBy(keys.get(i))) {
          throw CloudException.badField(
              "sort_key", keys.get(i), "'" + keys.get(i) + "' is not a sort key");
        }
        if (SORT_ADMIN.contains(keys.get(i)) && !caller.isAdmin()) {
          throw CloudException.forbidden(
              "Only administrators can sort servers by " + keys.get(i) + ".");
        }
        boolean descending = directions.isEmpty() || descending(directions, i);
        order.add(new SortKey(keys.get(i), descending));
      }
      return order;
    }

    private static boolean descending(List<String> directions, int at) {
      String direction = directions.get(Math.min(at, directions.size() - 1));
      return switch (direction) {
        case "desc" -> true;
        case "asc" -> false;
        default ->
            throw CloudException.badField(
                "sort_dir", direction, "'" + direction + "' is not one of ['asc', 'desc']");
      };
    }
  }
}
