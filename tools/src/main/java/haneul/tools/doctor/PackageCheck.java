package haneul.tools.doctor;

import haneul.tools.console.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Is what this program needs installed? */
final class PackageCheck implements Check {
  @Override
  public String name() {
    return "packages";
  }

  @Override
  public String looksAt() {
    return "whether the packages that our cloud needs are installed";
  }

  @Override
  public boolean needsCloud() {
    return false;
  }

  @Override
  public Outcome look(Surroundings surroundings) throws IOException {
    Host host = surroundings.host();
    if (surroundings.state().isEmpty()) {
      return Outcome.nothingThere("our cloud is not on this host");
    }
    if (!host.hasProgram("dpkg-query")) {
      return Outcome.couldNotLook("this host has no dpkg");
    }
    if (surroundings.home().isEmpty()) {
      return Outcome.couldNotLook(
          "the list of packages is not there: start it with the launcher, haneul");
    }
    Path list = surroundings.home().get().resolve("dev/packages");
    List<String> needed =
        Files.readString(list)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    List<String> missing = new ArrayList<>(needed);
    missing.removeAll(installed(host, needed));
    return Outcome.found(
        missing.isEmpty()
            ? List.of()
            : List.of(
                new Finding(
                    Importance.AT_RISK,
                    "Packages are missing: %s. What needs them fails when it is asked for."
                        .formatted(Names.of(missing)),
                    "apt-get install --no-install-recommends " + String.join(" ", missing))));
  }

  private static Set<String> installed(Host host, List<String> packages) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\\n"));
    command.addAll(packages);
    // Ends with a status when one is unknown, and tells of the others.
    Program.Result result = host.run(command.toArray(String[]::new));
    Set<String> installed = new HashSet<>();
    for (String line : result.text().lines().toList()) {
      if (line.endsWith(" installed")) {
        installed.add(line.substring(0, line.indexOf(' ')));
      }
    }
    return installed;
  }
}
