package haneul.tools.guard;

import haneul.tools.console.Durations;
import haneul.tools.console.UserError;
import haneul.tools.guard.address.Network;
import haneul.tools.guard.address.Spared;
import haneul.tools.guard.log.LogFormat;
import haneul.tools.guard.rule.Rule;
import haneul.tools.guard.rule.Rules;
import haneul.tools.guard.state.GuardState;
import haneul.tools.guard.state.StateDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code haneul guard}: keeps out who does in a log, too often, what a rule is about. */
@Command(
    name = "guard",
    mixinStandardHelpOptions = true,
    description = {
      "Watch logs, ban the addresses that keep doing what a rule is about, and let them in again"
          + " later.",
      "",
      "Reads what is new in the logs since the last time, decides, acts, and ends: for a line in a"
          + " crontab. With --follow it stays, as a service. Both give the same bans, as all times"
          + " are those of the lines. Without an action it only reports.",
      ""
    },
    subcommands = {
      ListCommand.class,
      WhyCommand.class,
      UnbanCommand.class,
      RulesCommand.class,
      TestRuleCommand.class
    },
    usageHelpAutoWidth = true,
    customSynopsis = {
      "haneul guard --log FILE --rule NAME [--htaccess FILE] [--nft] [--webhook URL] [OPTION]...",
      "       haneul guard list | why ADDRESS | unban ADDRESS | rules [NAME] | test-rule FILE"
    },
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done, whether or not anybody was banned",
      "1:something could not be read or done; the message says what to do",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "In a crontab, every five minutes, spammers out of a wiki:",
      "  haneul guard --log /var/log/apache2/access.log --rule moinmoin-newaccount \\",
      "               --htaccess /var/www/wiki/.htaccess",
      "What it would do, without doing it:",
      "  haneul guard --log access.log --rule wordpress-login --htaccess .htaccess --dry-run",
      "As a service, SSH by the journal and the firewall:",
      "  journalctl -f -o json -t sshd | haneul guard --log - --rule ssh-login --nft --follow",
      "Haneul's own identity API:",
      "  haneul guard --log /var/lib/haneul/log/logins.0.log --rule haneul-login --nft --follow",
      "",
      "The logs' formats, rules of your own and what a ban is: docs/guard.md"
    })
public final class GuardCommand implements Callable<Integer> {
  private static final int MOST_LOGS = 200;
  private static final int MOST_ALLOW_FILE_BYTES = 1 << 20;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description =
          "A log to read; - is standard input. Several are read together, by the times of their"
              + " lines. Rotated files of it (FILE.1, FILE.2.gz, FILE-20260101) are found by"
              + " themselves.")
  private List<Path> logs = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "How the logs are written: access (Apache and nginx, common or combined, with or without"
              + " the site before), json, syslog, journal (journalctl -o export), or auto, by the"
              + " looks of each line. Default: ${DEFAULT-VALUE}")
  private LogFormat format = LogFormat.AUTO;

  @Option(
      names = "--rule",
      paramLabel = "NAME",
      description =
          "What counts. Several may be given; `haneul guard rules` lists them. Default: all those"
              + " of --rules.")
  private List<String> ruleNames = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Rules of your own, in YAML. One that has the name of ours takes its place.")
  private List<Path> ruleFiles = new ArrayList<>();

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description = "Ban at this many, instead of what the rules say.")
  private @Nullable Integer threshold;

  @Option(
      names = "--window",
      paramLabel = "TIME",
      description = "Within this time, such as 10m or 1h, instead of what the rules say.")
  private @Nullable String window;

  @Option(
      names = "--ban",
      paramLabel = "TIME",
      description = "For this long, the first time, instead of what the rules say.")
  private @Nullable String ban;

  @Option(
      names = "--htaccess",
      paramLabel = "FILE",
      description =
          "Have Apache refuse the banned: keeps a block of lines in this .htaccess; all other lines"
              + " stay as they are.")
  private List<Path> htaccess = new ArrayList<>();

  @Option(
      names = "--htaccess-syntax",
      paramLabel = "WHICH",
      defaultValue = "both",
      description =
          "2.4 (needs AllowOverride AuthConfig), 2.2 (AllowOverride Limit), or both, each for the"
              + " Apache that knows it. Default: ${DEFAULT-VALUE}")
  private String htaccessSyntax = "both";

  @Option(
      names = "--nft",
      description =
          "Have the kernel drop packets of the banned: keeps a table of its own in nftables.")
  private boolean nft;

  @Option(
      names = "--nft-ports",
      paramLabel = "PORT",
      split = ",",
      description = "Only packets to these ports, TCP and UDP. Means --nft.")
  private List<Integer> nftPorts = new ArrayList<>();

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      defaultValue = "${env:HANEUL_GUARD_WEBHOOK}",
      description =
          "Tell this address of each ban, as JSON. If the URL is a secret, put it into the"
              + " environment as HANEUL_GUARD_WEBHOOK: `ps` shows options.")
  private @Nullable String webhook;

  @Option(
      names = "--allow",
      paramLabel = "ADDRESS",
      description = "Never ban this address or network.")
  private List<String> allow = new ArrayList<>();

  @Option(
      names = "--allow-file",
      paramLabel = "FILE",
      description = "Never ban these, one a line; what follows a # is a comment.")
  private List<Path> allowFiles = new ArrayList<>();

  @Option(
      names = "--ban-private",
      description = "Ban private and local addresses too, such as 10.0.0.7. Else never.")
  private boolean banPrivate;

  @Option(names = "--ban-own", description = "Ban addresses of this host too. Else never.")
  private boolean banOwn;

  @Option(
      names = {"-f", "--follow"},
      description = "Stay, and look again and again, until interrupted.")
  private boolean follow;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "Between looks with --follow. Default: ${DEFAULT-VALUE}")
  private String interval = "1s";

  @Mixin private StateOption state = new StateOption();

  @Option(
      names = {"-n", "--dry-run"},
      description = "Write nothing, act nowhere; show what would be decided and changed.")
  private boolean dryRun;

  @Option(names = "--report", description = "Say at the end what was read and counted.")
  private boolean reportAsked;

  @Option(names = "--json", description = "Say it in JSON, one object a line.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but what went wrong.")
  private boolean quiet;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public GuardCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    Report report =
        new Report(spec.commandLine().getOut(), spec.commandLine().getErr(), dryRun, json, quiet);
    try {
      run(settings, report);
    } catch (IOException e) {
      throw new UserError("reading or writing failed: " + e.getMessage());
    }
    return report.failed() && !follow ? 1 : 0;
  }

  private void run(Settings settings, Report report) throws IOException, InterruptedException {
    StateDirectory directory = state.directory();
    if (dryRun) {
      try (Guard guard = guard(settings, directory, report)) {
        guard.rehearse(input());
        summary(guard, settings, report);
      }
      return;
    }
    try (StateDirectory.Lock _ = directory.lock();
        Guard guard = guard(settings, directory, report)) {
      if (follow) {
        followUntilStopped(guard);
      } else {
        guard.once(input());
      }
      summary(guard, settings, report);
    }
  }

  private static Guard guard(Settings settings, StateDirectory directory, Report report)
      throws IOException {
    GuardState before = directory.read();
    return new Guard(settings, directory, before, report, InstantSource.system());
  }

  private static InputStream input() {
    return System.in;
  }

  private void summary(Guard guard, Settings settings, Report report) {
    if (!quiet && (reportAsked || !settings.actsAnywhere())) {
      report.summary(guard.tally(), guard.active());
    }
  }

  /** A signal ends it between two looks; then there is time to write down where it was. */
  private static void followUntilStopped(Guard guard) throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(() -> {
          guard.stop();
          try {
            ended.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      guard.follow(input());
    } finally {
      ended.countDown();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal is why we are here.
    }
  }

  private Settings settings() {
    Path stdin = Path.of("-");
    List<Path> files = logs.stream().filter(log -> !log.equals(stdin)).toList();
    if (logs.isEmpty()) {
      throw wrong("say which log to read: --log FILE, or --log - for standard input");
    }
    if (files.size() > MOST_LOGS) {
      throw wrong("at most " + MOST_LOGS + " logs");
    }
    if (dryRun && follow) {
      throw wrong("--dry-run looks once; leave out --follow");
    }
    if (!List.of("both", "2.2", "2.4").contains(htaccessSyntax)) {
      throw wrong("--htaccess-syntax takes both, 2.4 or 2.2, not " + htaccessSyntax);
    }
    if (nftPorts.stream().anyMatch(port -> port < 1 || port > 65_535)) {
      throw wrong("--nft-ports takes numbers from 1 to 65535");
    }
    return new Settings(
        files,
        files.size() < logs.size(),
        format,
        rules(),
        spared(),
        htaccess.stream().map(file -> file.toAbsolutePath().normalize()).toList(),
        htaccessSyntax,
        nft || !nftPorts.isEmpty() ? Optional.of(nftPorts) : Optional.empty(),
        hook(),
        Durations.parse("--interval", interval));
  }

  private CommandLine.ParameterException wrong(String why) {
    return new CommandLine.ParameterException(spec.commandLine(), why + ".");
  }

  /** The URL is in no message: it may be a secret. */
  private Optional<URI> hook() {
    if (webhook == null || webhook.isEmpty() || dryRun) {
      return Optional.empty();
    }
    try {
      URI url = new URI(webhook);
      String scheme = String.valueOf(url.getScheme());
      if (url.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // Told below, without what it says.
    }
    throw wrong("--webhook takes a URL that begins with https:// or http://");
  }

  private List<Rule> rules() {
    Rules all = Rules.load(ruleFiles);
    List<Rule> chosen =
        ruleNames.isEmpty()
            ? all.ofFiles()
            : ruleNames.stream().distinct().map(all::named).toList();
    if (chosen.isEmpty()) {
      throw wrong("say what counts: --rule NAME; `haneul guard rules` lists the names");
    }
    return chosen.stream().map(rule -> rule.with(limits(rule.limits()))).toList();
  }

  private Rule.Limits limits(Rule.Limits usual) {
    if (threshold != null && (threshold < 1 || threshold > 1_000)) {
      throw wrong("--threshold takes a number from 1 to 1000");
    }
    Duration length = ban == null ? usual.ban() : time("--ban", ban);
    return new Rule.Limits(
        threshold == null ? usual.threshold() : threshold,
        window == null ? usual.window() : time("--window", window),
        length,
        usual.growth(),
        usual.longest().compareTo(length) < 0 ? length : usual.longest());
  }

  private Duration time(String option, String text) {
    Duration time = Durations.parse(option, text);
    if (time.isZero() || time.toDays() > 366) {
      throw wrong(option + " takes a time from 1s to 366d");
    }
    return time;
  }

  private Spared spared() {
    List<Network> networks = new ArrayList<>();
    for (String text : allow) {
      networks.add(Network.require("--allow", text));
    }
    for (Path file : allowFiles) {
      networks.addAll(allowed(file));
    }
    if (!banPrivate) {
      networks.addAll(Spared.privateRanges());
    }
    try {
      return banOwn ? new Spared(networks) : Spared.withOwn(networks);
    } catch (IOException e) {
      throw new UserError("this host's own addresses cannot be told: " + e.getMessage());
    }
  }

  private static List<Network> allowed(Path file) {
    try {
      if (Files.size(file) > MOST_ALLOW_FILE_BYTES) {
        throw new UserError(file + " is larger than 1 MiB; is it a list of addresses?");
      }
      return Files.readAllLines(file).stream()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(line -> Network.require(file.toString(), line))
          .toList();
    } catch (IOException e) {
      throw new UserError("the list of --allow-file cannot be read: " + e.getMessage());
    }
  }
}
