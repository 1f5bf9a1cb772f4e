package haneul.app.lab;

import haneul.app.cloud.YamlFields;
import haneul.app.lab.Topology.Host;
import haneul.app.lab.Topology.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A topology as {@code --hosts FILE} has it, and as the lab remembers it:
 *
 * <pre>
 * hosts:
 *   control: {roles: [control], address: 10.100.0.7, memory_mebibytes: 2048}
 *   all:     {roles: [compute, network, storage]}
 * </pre>
 */
public final class TopologyFile {
  private static final Pattern ADDRESS = Pattern.compile("10\\.100\\.0\\.([0-9]{1,3})");
  private static final int FIRST_NUMBER = 7;
  private static final int LAST_NUMBER = 254;
  private static final int USUAL_MEBIBYTES = 4096;
  private static final int LEAST_MEBIBYTES = 128;
  private static final int MOST_MEBIBYTES = 1 << 20;

  private TopologyFile() {}

  /** Fails with a {@link haneul.tools.console.UserError} that names the place of a mistake. */
  public static Topology read(Path file) throws IOException {
    YamlFields all = YamlFields.read(file);
    all.rejectOthers("hosts");
    YamlFields named = all.fields("hosts");
    List<Host> hosts = new ArrayList<>();
    for (String name : named.names()) {
      hosts.add(host(name, named.fields(name), FIRST_NUMBER + hosts.size()));
    }
    return new Topology(hosts);
  }

  private static Host host(String name, YamlFields fields, int usualNumber) {
    fields.rejectOthers("roles", "address", "memory_mebibytes");
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String text : fields.texts("roles", Role.values().length)) {
      roles.add(
          Arrays.stream(Role.values())
              .filter(role -> role.text().equals(text))
              .findFirst()
              .orElseThrow(() -> fields.wrong("roles", "a list of any of " + Topology.roles())));
    }
    return new Host(
        name,
        roles,
        fields
            .text("address")
            .map(text ->
                number(text)
                    .orElseThrow(() ->
                        fields.wrong("address", "from 10.100.0.2 to 10.100.0." + LAST_NUMBER)))
            .orElse(usualNumber),
        fields
            .number("memory_mebibytes", LEAST_MEBIBYTES, MOST_MEBIBYTES)
            .orElse((long) USUAL_MEBIBYTES)
            .intValue());
  }

  private static Optional<Integer> number(String text) {
    Matcher address = ADDRESS.matcher(text);
    return address.matches()
        ? Optional.of(Integer.valueOf(address.group(1)))
            .filter(number -> number >= 2 && number <= LAST_NUMBER)
        : Optional.empty();
  }

  /** What {@link #read} makes the same topology of. */
  static String write(Topology topology) {
    return "hosts:\n"
        + topology.hosts().stream()
            .map(host ->
                "  %s: {roles: [%s], address: %s, memory_mebibytes: %d}\n"
                    .formatted(
                        host.name(),
                        host.roles().stream().map(Role::text).collect(Collectors.joining(", ")),
                        host.address(),
                        host.memoryMebibytes()))
            .collect(Collectors.joining());
  }
}
