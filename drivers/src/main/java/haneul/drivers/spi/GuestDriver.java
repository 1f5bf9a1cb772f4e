package haneul.drivers.spi;

import haneul.base.host.HostReport.GuestState;
import haneul.base.host.WantedGuest;
import haneul.base.id.ServerId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Runs guests. Every call is safe to repeat, whatever the last one left behind: the agent may have
 * been killed in the middle of it. Guests outlive the program; a new driver over the same state
 * directory finds them ({@link #guests()}).
 */
public interface GuestDriver extends AutoCloseable {
  /** What this engine is on this host: asked once at start. */
  Fingerprint fingerprint();

  /**
   * @param type as OpenStack shows it: {@code QEMU}
   * @param accelerator {@code kvm} only where a probe guest ran on it, else {@code tcg}
   */
  record Fingerprint(String type, String version, String accelerator, String cpuModel) {}

  /** Every guest there is on this host, running or not, with the last power epoch recorded. */
  Map<ServerId, Observed> guests();

  /** What is seen of a guest. */
  record Observed(GuestState state, long powerEpoch) {}

  /**
   * Makes the guest's disk (an overlay over {@code image}) and, when wanted, its config drive. Does
   * nothing when they are there.
   *
   * @param image the base image in the host's cache, verified
   */
  void prepare(WantedGuest guest, Path image) throws IOException;

  /**
   * Starts the guest, its network cards on the named tap devices; nothing when it runs.
   *
   * @param taps port id to the tap device the network driver made
   */
  void start(WantedGuest guest, Map<String, String> taps) throws IOException;

  /** Asks the guest to shut down, and after {@code patience} pulls the plug. */
  void stop(ServerId id, Duration patience) throws IOException, InterruptedException;

  /**
   * Asks the guest to restart.
   *
   * @return false when it did not within {@code patience}: then stop and start it
   */
  boolean rebootSoft(ServerId id, Duration patience) throws IOException, InterruptedException;

  /** Records the last wish performed; it survives the program and the host. */
  void recordPowerEpoch(ServerId id, long epoch) throws IOException;

  /** Ends the guest at once and removes all that belongs to it. */
  void destroy(ServerId id) throws IOException;

  /** The end of the console log. */
  String consoleTail(ServerId id, int maxBytes) throws IOException;

  /** Has {@code listener} run, on some thread, whenever a guest's state may have changed. */
  void onChange(Runnable listener);

  /** Lets go of the guests; they run on. */
  @Override
  void close();
}
