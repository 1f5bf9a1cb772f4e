package haneul.agent;

import haneul.base.host.ControlAway;
import haneul.base.host.ControlLink;
import haneul.base.host.HostReport;
import haneul.base.host.HostWanted;
import haneul.base.host.ImageRef;
import haneul.base.id.HostName;
import haneul.base.id.ImageId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A way to control on which everything is lost that can be: questions, answers, and reports, which
 * also come late, and then after younger ones.
 */
final class UnreliableLink implements ControlLink {
  private final ControlLink control;
  private final Random random;
  private final List<HostReport> late = new ArrayList<>();
  private volatile int lostPercent;
  private volatile boolean cut;

  UnreliableLink(ControlLink control, Random random) {
    this.control = control;
    this.random = random;
  }

  /** The image of a name. */
  static ImageRef image(String name) {
    byte[] content = name.getBytes(StandardCharsets.US_ASCII);
    return new ImageRef(new ImageId(name), "raw", content.length, TestHost.sha512(content));
  }

  void lose(int percent) {
    lostPercent = percent;
  }

  void cut(boolean now) {
    cut = now;
  }

  /** All is well from here on, and what was late is there. */
  void mend() {
    cut = false;
    lostPercent = 0;
    deliverLate();
  }

  private synchronized int roll(int bound) {
    return random.nextInt(bound);
  }

  private boolean lost() {
    return cut || roll(100) < lostPercent;
  }

  private static UncheckedIOException away() {
    return new UncheckedIOException(new ControlAway("the way is cut"));
  }

  @Override
  public HostWanted await(HostName host, long afterRevision, Duration wait)
      throws InterruptedException {
    if (lost()) {
      throw away();
    }
    HostWanted answer = control.await(host, afterRevision, wait);
    Thread.sleep(lostPercent == 0 ? 0 : roll(3));
    if (lost()) {
      throw away();
    }
    return answer;
  }

  @Override
  public void report(HostReport report) {
    if (lost()) {
      if (roll(2) == 0) {
        keepForLater(report);
      }
      throw away();
    }
    control.report(report);
    if (lost()) {
      throw away(); // it arrived, and its sender does not know
    }
    if (roll(4) == 0) {
      deliverLate();
    }
  }

  private synchronized void keepForLater(HostReport report) {
    late.add(report);
  }

  private synchronized void deliverLate() {
    late.forEach(control::report);
    late.clear();
  }

  @Override
  public void fetchImage(ImageId image, Path target) throws IOException {
    try {
      Thread.sleep(roll(8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    if (lost()) {
      throw new ControlAway("the way is cut");
    }
    Files.writeString(target, image.value(), StandardCharsets.US_ASCII);
  }
}
