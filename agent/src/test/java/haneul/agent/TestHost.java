package haneul.agent;

import haneul.base.host.ControlLink;
import haneul.base.host.GuestMetadata;
import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.ImageRef;
import haneul.base.host.PowerWish;
import haneul.base.host.WantedGuest;
import haneul.base.host.WantedNetwork;
import haneul.base.host.WantedNic;
import haneul.base.host.WantedPort;
import haneul.base.id.HostName;
import haneul.base.id.Id;
import haneul.base.id.ImageId;
import haneul.base.id.NetworkId;
import haneul.base.id.PortId;
import haneul.base.id.ProjectId;
import haneul.base.id.ServerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Control, as an agent sees it, and things to want. */
final class TestHost implements ControlLink {
  static final byte[] IMAGE = "an image".getBytes(StandardCharsets.US_ASCII);
  static final ImageRef IMAGE_REF =
      new ImageRef(new ImageId(Id.newUuid()), "raw", IMAGE.length, sha512(IMAGE));
  static final NetworkId NETWORK = new NetworkId(Id.newUuid());

  private HostWanted wanted = new HostWanted(0, List.of(), List.of(), List.of());
  private final List<HostReport> reports = new ArrayList<>();
  private Consumer<HostReport> look = _ -> {};
  private int failures;
  private int fetches;

  /** Has the next {@code count} calls fail. */
  synchronized void fail(int count) {
    failures = count;
  }

  synchronized long want(WantedGuest... guests) {
    List<WantedPort> ports =
        List.of(guests).stream()
            .flatMap(guest -> guest.nics().stream().map(nic -> port(guest.id(), nic)))
            .toList();
    wanted =
        new HostWanted(
            wanted.revision() + 1,
            List.of(guests),
            List.of(new WantedNetwork(NETWORK, 1450, List.of(), Optional.empty())),
            ports);
    notifyAll();
    return wanted.revision();
  }

  /** Images ahead of guests. */
  synchronized void wantImages(ImageRef... images) {
    wanted =
        new HostWanted(
            wanted.revision() + 1,
            wanted.guests(),
            wanted.networks(),
            wanted.ports(),
            List.of(images));
    notifyAll();
  }

  synchronized long revision() {
    return wanted.revision();
  }

  /** Has each report looked at as it comes. */
  void onReport(Consumer<HostReport> look) {
    this.look = look;
  }

  synchronized List<HostReport> reports() {
    return List.copyOf(reports);
  }

  synchronized Optional<HostReport> lastReport() {
    return reports.isEmpty() ? Optional.empty() : Optional.of(reports.getLast());
  }

  synchronized Optional<HostReport.Guest> reported(ServerId id) {
    return lastReport()
        .flatMap(report -> report.guests().stream().filter(it -> it.id().equals(id)).findFirst());
  }

  synchronized int fetches() {
    return fetches;
  }

  @Override
  public synchronized HostWanted await(HostName host, long afterRevision, Duration wait)
      throws InterruptedException {
    failIfAsked();
    long deadline = System.nanoTime() + wait.toNanos();
    long left = wait.toMillis();
    while (wanted.revision() <= afterRevision && left > 0) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
    return wanted;
  }

  @Override
  public synchronized void report(HostReport report) {
    failIfAsked();
    reports.add(report);
    look.accept(report);
  }

  @Override
  public synchronized void fetchImage(ImageId image, Path target) throws IOException {
    fetches++;
    if (!image.equals(IMAGE_REF.id())) {
      throw new IOException("no such image");
    }
    Files.write(target, IMAGE);
  }

  private void failIfAsked() {
    if (failures > 0) {
      failures--;
      throw new IllegalStateException("control is away");
    }
  }

  static WantedGuest guest(ServerId id, PowerWish wish, WantedNic... nics) {
    return guest(id, wish, IMAGE_REF, nics);
  }

  static WantedGuest guest(ServerId id, PowerWish wish, ImageRef image, WantedNic... nics) {
    return new WantedGuest(
        id,
        wish,
        1,
        64,
        0,
        image,
        List.of(nics),
        new GuestMetadata(
            id,
            new ProjectId(Id.newHex()),
            "name",
            "name",
            "m1.tiny",
            "nova",
            0,
            Map.of(),
            Map.of(),
            "",
            List.of()),
        false);
  }

  static WantedNic nic() {
    return new WantedNic(new PortId(Id.newUuid()), "fa:16:3e:00:00:01", 1450);
  }

  private static WantedPort port(ServerId server, WantedNic nic) {
    return new WantedPort(
        nic.port(), NETWORK, server, nic.mac(), List.of(), List.of(), true, true, List.of());
  }

  static String sha512(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
