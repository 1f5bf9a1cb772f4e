package haneul.tools.doctor;

import haneul.tools.console.Table;
import haneul.tools.console.UserError;
import haneul.tools.doctor.Examination.Told;
import haneul.tools.openstack.CloudOptions;
import haneul.tools.token.DatabaseOptions;
import haneul.tools.token.keystone.KeystoneDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code haneul doctor}: looks at all there is and tells what is wrong, the most important first.
 */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Look at this host and a cloud, and tell what is wrong and the mend, the most important first.",
      "",
      "The cloud is the one that --os-cloud names, else the one in --state, else what OS_CLOUD or"
          + " OS_AUTH_URL say, else our own in /var/lib/haneul; without any, only this host is looked"
          + " at. Any OpenStack will do: only public APIs are asked, and nothing is changed. An"
          + " administrator is shown more than others; root more of this host.",
      ""
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:nothing is wrong",
      "1:something is wrong; it was told",
      "2:nothing was found wrong, but something could not be looked at"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  haneul doctor",
      "  haneul doctor --os-cloud production",
      "  haneul doctor --only routers --only agents",
      "  haneul doctor --only tokens --jdbc jdbc:mariadb://control/keystone",
      "  haneul doctor --list                        all checks, and what they look at",
      "  haneul doctor --json | jq -r '.findings[] | select(.importance == \"broken\") | .mend'"
    })
public final class DoctorCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private CloudOptions cloud = new CloudOptions();

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--only",
      paramLabel = "CHECK",
      description = "Only this check. May be given several times.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--skip",
      paramLabel = "CHECK",
      description = "Not this check. May be given several times.")
  private List<String> skip = new ArrayList<>();

  @Option(names = "--list", description = "List the checks, and look at nothing.")
  private boolean list;

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public DoctorCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      List<Check> checks = checks();
      if (list) {
        out.print(listed(checks));
        return 0;
      }
      Examination examination = examine(checks);
      out.print(json ? json(examination) : text(examination));
      return examination.status();
    } catch (UserError e) {
      spec.commandLine().getErr().println("haneul: " + e.getMessage());
      return 2;
    } finally {
      out.flush();
    }
  }

  private List<Check> checks() {
    List<String> names = Checks.ALL.stream().map(Check::name).toList();
    for (List<String> asked : List.of(only, skip)) {
      for (String name : asked) {
        if (!names.contains(name)) {
          throw new UserError(
              "there is no check " + name + "; there are: " + String.join(" ", names));
        }
      }
    }
    return Checks.ALL.stream()
        .filter(check -> only.isEmpty() || only.contains(check.name()))
        .filter(check -> !skip.contains(check.name()))
        .toList();
  }

  private Examination examine(List<Check> checks) {
    Optional<CloudVisit> visit =
        cloud.choice().map(choice -> new CloudVisit(choice.config(), choice.ours()));
    try {
      return Examination.of(
          new Surroundings(
              Instant.now(),
              Host.here(),
              cloud.state(),
              Optional.ofNullable(System.getProperty("haneul.home")).map(Path::of),
              visit,
              database.url().map(url -> new Named(url, database))),
          checks);
    } finally {
      visit.ifPresent(CloudVisit::close);
    }
  }

  private record Named(String url, DatabaseOptions database) implements Keystone {
    @Override
    public KeystoneDatabase open() throws IOException {
      return database.open();
    }
  }

  private static String listed(List<Check> checks) {
    Table table = new Table("CHECK", "OF", "LOOKS AT");
    checks.forEach(
        check -> table.row(check.name(), check.needsCloud() ? "cloud" : "host", check.looksAt()));
    return table.toString();
  }

  private static String text(Examination examination) {
    StringBuilder text = new StringBuilder();
    for (Told told : examination.findings()) {
      text.append(
          "%s (%s): %s%n    mend: %s%n"
              .formatted(
                  told.finding().importance().shown(),
                  told.check().name(),
                  told.finding().what(),
                  told.finding().mend()));
    }
    List<String> looked = new ArrayList<>();
    Map<String, List<String>> nothing = new LinkedHashMap<>();
    examination
        .outcomes()
        .forEach((check, outcome) -> {
          switch (outcome) {
            case Outcome.Looked _ -> looked.add(check.name());
            case Outcome.NothingThere there ->
                nothing.computeIfAbsent(there.why(), why -> new ArrayList<>()).add(check.name());
            case Outcome.CouldNotLook blind ->
                text.append("could not look (%s): %s%n".formatted(check.name(), blind.why()));
          }
        });
    text.append(text.isEmpty() ? "Nothing is wrong. " : "%n".formatted());
    text.append(
        "Looked at: %s%n".formatted(looked.isEmpty() ? "nothing" : String.join(", ", looked)));
    nothing.forEach(
        (why, names) -> text.append("Not at %s: %s%n".formatted(String.join(", ", names), why)));
    return text.toString();
  }

  private static String json(Examination examination) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode findings = answer.putArray("findings");
    for (Told told : examination.findings()) {
      findings
          .addObject()
          .put("check", told.check().name())
          .put("importance", told.finding().importance().name().toLowerCase(Locale.ROOT))
          .put("what", told.finding().what())
          .put("mend", told.finding().mend());
    }
    ArrayNode checks = answer.putArray("checks");
    for (Map.Entry<Check, Outcome> one : examination.outcomes().entrySet()) {
      ObjectNode check = checks.addObject().put("check", one.getKey().name());
      switch (one.getValue()) {
        case Outcome.Looked l -> check.put("looked", true).put("findings", l.findings().size());
        case Outcome.NothingThere n -> check.put("looked", false).put("nothing_there", n.why());
        case Outcome.CouldNotLook c -> check.put("looked", false).put("could_not_look", c.why());
      }
    }
    return answer.toPrettyString() + "\n";
  }
}
