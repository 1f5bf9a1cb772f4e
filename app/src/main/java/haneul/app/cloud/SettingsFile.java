package haneul.app.cloud;

import haneul.services.compute.domain.ComputeSettings;
import haneul.services.identity.domain.IdentitySettings;
import haneul.services.identity.domain.IdentitySettings.LogInLimits;
import haneul.services.identity.domain.IdentitySettings.TokenDriverName;
import haneul.services.identity.domain.IdentitySettings.TokenSettings;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code haneul.yaml} in the state directory: what an operator chose, all of it optional. Looked at
 * again every second that it is asked for. A mistake in it stops a start; while the cloud runs it
 * is logged, and what held before goes on to hold.
 */
public final class SettingsFile {
  private static final System.Logger LOG = System.getLogger(SettingsFile.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:\\[(?<literal>[0-9A-Fa-f:.]+)]|(?<name>[A-Za-z0-9._-]+)):(?<port>[0-9]+)");
  private static final int MOST_SERVERS = 100;
  private static final String DRIVERS = "one of fernet, sql, memcached";

  private final Path file;
  private final AtomicLong nextLookNanos;
  private volatile Read read;

  private record Chosen(
      IdentitySettings identity, ComputeSettings compute, NetworkChoice network, ApiChoice api) {
    static final Chosen USUAL =
        new Chosen(
            IdentitySettings.USUAL, ComputeSettings.USUAL, NetworkChoice.USUAL, ApiChoice.USUAL);
  }

  private record Read(Chosen chosen, String fingerprint) {}

  /** Reads it now; fails with {@link UserError} when there is a mistake in it. */
  public SettingsFile(Path file) {
    this.file = file;
    String fingerprint = fingerprint();
    this.read = new Read(parse(), fingerprint);
    this.nextLookNanos = new AtomicLong(System.nanoTime() + LOOK_EVERY.toNanos());
  }

  /** What holds now. */
  public IdentitySettings identity() {
    long now = System.nanoTime();
    long next = nextLookNanos.get();
    if (now - next >= 0 && nextLookNanos.compareAndSet(next, now + LOOK_EVERY.toNanos())) {
      look();
    }
    return read.chosen().identity();
  }

  /** What held when it was last looked at; a program keeps to what it started with. */
  public ComputeSettings compute() {
    return read.chosen().compute();
  }

  /** What held of networks when it was read last. */
  NetworkChoice network() {
    return read.chosen().network();
  }

  /** What held of the APIs' front when it was read last. */
  ApiChoice api() {
    return read.chosen().api();
  }

  /** Looks now, whenever it last did. */
  void look() {
    String fingerprint = fingerprint();
    if (fingerprint.equals(read.fingerprint())) {
      return;
    }
    try {
      read = new Read(parse(), fingerprint);
      LOG.log(System.Logger.Level.INFO, "read " + file + ": " + read.chosen().identity());
    } catch (UserError e) {
      // The same mistake is told once.
      read = new Read(read.chosen(), fingerprint);
      LOG.log(System.Logger.Level.ERROR, e.getMessage() + " What held before still does.");
    }
  }

  private String fingerprint() {
    try {
      BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
      return seen.lastModifiedTime() + " " + seen.size() + " " + seen.fileKey();
    } catch (NoSuchFileException e) {
      return "none";
    } catch (IOException e) {
      return "unreadable";
    }
  }

  private Chosen parse() {
    YamlFields all;
    try {
      all = YamlFields.read(file);
    } catch (NoSuchFileException e) {
      return Chosen.USUAL;
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e.getMessage() + ".");
    }
    all.rejectOthers("identity", "compute", "network", "api");
    YamlFields identity = all.fields("identity");
    identity.rejectOthers("tokens", "login");
    try {
      return new Chosen(
          new IdentitySettings(tokens(identity.fields("tokens")), logIn(identity.fields("login"))),
          ComputeFields.read(all.fields("compute")),
          NetworkChoice.read(all.fields("network")),
          ApiChoice.read(all.fields("api")));
    } catch (IllegalArgumentException e) {
      throw new UserError(file + ": " + e.getMessage() + ".");
    }
  }

  private static TokenSettings tokens(YamlFields tokens) {
    tokens.rejectOthers("driver", "memcached", "life_minutes");
    TokenSettings usual = TokenSettings.USUAL;
    return new TokenSettings(
        tokens
            .text("driver")
            .map(name -> driver(name).orElseThrow(() -> tokens.wrong("driver", DRIVERS)))
            .orElse(usual.driver()),
        tokens.texts("memcached", MOST_SERVERS).stream()
            .map(text ->
                address(text)
                    .orElseThrow(() ->
                        tokens.wrong(
                            "memcached", "a list of HOST:PORT, for example [cache1:11211]")))
            .toList(),
        tokens
            .number("life_minutes", 1, TokenSettings.LONGEST_LIFE.toMinutes())
            .map(Duration::ofMinutes)
            .orElse(usual.life()));
  }

  private static Optional<TokenDriverName> driver(String name) {
    return Arrays.stream(TokenDriverName.values())
        .filter(driver -> driver.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }

  private static Optional<InetSocketAddress> address(String text) {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches() || address.group("port").length() > 5) {
      return Optional.empty();
    }
    int port = Integer.parseInt(address.group("port"));
    String host = address.group("name") == null ? address.group("literal") : address.group("name");
    return port < 1 || port > 65_535
        ? Optional.empty()
        : Optional.of(InetSocketAddress.createUnresolved(host, port));
  }

  private static LogInLimits logIn(YamlFields limits) {
    limits.rejectOthers(
        "lock_out_attempts", "lock_out_minutes", "failures_at_once", "failures_per_minute");
    LogInLimits usual = LogInLimits.USUAL;
    return new LogInLimits(
        limits
            .number("lock_out_attempts", 0, 1_000_000)
            .orElse((long) usual.lockOutAttempts())
            .intValue(),
        limits
            .number("lock_out_minutes", 0, 525_600)
            .map(Duration::ofMinutes)
            .orElse(usual.lockOut()),
        limits
            .number("failures_at_once", 0, 1_000_000)
            .orElse((long) usual.failuresAtOnce())
            .intValue(),
        limits
            .number("failures_per_minute", 1, 1_000_000)
            .orElse((long) usual.failuresPerMinute())
            .intValue());
  }
}
