package haneul.tools.doctor;

import haneul.tools.openstack.ApiException;
import haneul.tools.openstack.CloudConfig;
import haneul.tools.openstack.OpenStack;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A cloud that was asked for, and what came of logging in, once for all checks. */
final class CloudVisit implements AutoCloseable {
  private final CloudConfig config;
  private final boolean ours;
  private final @Nullable OpenStack entered;
  private final @Nullable ApiException refused;
  private final Duration took;

  /**
   * @param ours whether it is of this program, on this host
   */
  CloudVisit(CloudConfig config, boolean ours) {
    this.config = config;
    this.ours = ours;
    OpenStack in = null;
    ApiException out = null;
    long began = System.nanoTime();
    try {
      in = OpenStack.login(config);
    } catch (ApiException e) {
      out = e;
    }
    this.entered = in;
    this.refused = out;
    this.took = Duration.ofNanos(System.nanoTime() - began);
  }

  CloudConfig config() {
    return config;
  }

  boolean ours() {
    return ours;
  }

  /** What came instead of a token. */
  @Nullable ApiException refused() {
    return refused;
  }

  /** How long logging in took. */
  Duration took() {
    return took;
  }

  OpenStack openStack() throws IOException {
    if (entered == null) {
      throw new IOException("the cloud " + config.name() + " could not be entered");
    }
    return entered;
  }

  @Override
  public void close() {
    if (entered != null) {
      entered.close();
    }
  }
}
