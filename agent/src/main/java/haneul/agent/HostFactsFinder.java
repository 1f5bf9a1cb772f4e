package haneul.agent;

import haneul.base.host.HostReport.HostFacts;
import haneul.drivers.spi.GuestDriver;
import haneul.drivers.spi.GuestDriver.Fingerprint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out what the host has to give. */
final class HostFactsFinder {
  private static final long GIBIBYTE = 1L << 30;
  private static final long KIBIBYTES_PER_MEBIBYTE = 1024;

  private HostFactsFinder() {}

  /** The facts now. The first call waits for the driver's fingerprint. */
  static HostFacts find(GuestDriver driver, Path stateDirectory) throws IOException {
    Fingerprint fingerprint = driver.fingerprint();
    return new HostFacts(
        Runtime.getRuntime().availableProcessors(),
        memoryMebibytes(),
        (int) (Files.getFileStore(stateDirectory).getTotalSpace() / GIBIBYTE),
        address(),
        fingerprint.type(),
        fingerprint.version(),
        fingerprint.cpuModel());
  }

  /** Of "MemTotal: 24682752 kB". */
  private static int memoryMebibytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemTotal:"))
          .mapToInt(
              line -> (int) (Long.parseLong(line.replaceAll("\\D", "")) / KIBIBYTES_PER_MEBIBYTE))
          .findFirst()
          .orElse(0);
    }
  }

  private static String address() throws IOException {
    return reachable().map(InetAddress::getHostAddress).orElse("127.0.0.1");
  }

  /** The first IPv4 address that others could reach. */
  static Optional<Inet4Address> reachable() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(Inet4Address.class::isInstance)
        .map(Inet4Address.class::cast)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .findFirst();
  }
}
