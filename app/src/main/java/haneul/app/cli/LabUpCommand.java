package haneul.app.cli;

import haneul.app.lab.Topology;
import haneul.app.lab.TopologyFile;
import haneul.tools.console.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code haneul lab up}: makes the lab, or what is missing of it. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make the lab, and return when its cloud serves and hears of all hosts. Where it is already,"
          + " what is missing is made anew: hosts that are off, programs that died, wires.",
      ""
    },
    footerHeading = "%nA file for --hosts:%n",
    footer = {
      "  hosts:",
      "    control: {roles: [control]}",
      "    store:   {roles: [storage, network], address: 10.100.0.20, memory_mebibytes: 1024}",
      "    big:     {roles: [compute], memory_mebibytes: 16384}",
      "",
      "Without one: the seven of Haneul's beginning, control, glance, network, network02, compute01,",
      "compute02 and compute03."
    })
final class LabUpCommand implements Callable<Integer> {
  @Mixin private LabOptions options = new LabOptions();

  @Option(
      names = "--hosts",
      paramLabel = "FILE",
      description = "Other hosts than the usual seven, as YAML; see below.")
  private @Nullable Path hosts;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      description =
          "Where the cloud's APIs answer on this machine; loopback only. Default: 127.0.0.1:5000")
  private @Nullable String listen;

  @Option(
      names = "--no-install",
      description = "Do not install missing Debian packages; list them.")
  @SuppressWarnings("UnusedVariable") // the launcher acts on it; here it is only told of
  private boolean noInstall;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<Topology> topology = Optional.empty();
    if (hosts != null) {
      if (!Files.isRegularFile(hosts)) {
        throw new UserError("--hosts " + hosts + ": there is no such file.");
      }
      topology = Optional.of(TopologyFile.read(hosts));
    }
    options.lab().up(topology, Optional.ofNullable(listen).map(CloudOptions::parse));
    return 0;
  }
}
