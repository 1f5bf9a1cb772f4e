package haneul.drivers.qemu;

import haneul.base.host.HostReport.GuestState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A guest's last run: written before QEMU is started, and again when its end is known, so that a
 * program that starts anew can tell a guest that was shut down from one whose QEMU died.
 *
 * @param bootId the host's boot the run belongs to
 * @param ended how it ended, {@code STOPPED} or {@code CRASHED}; empty while it runs
 */
record RunRecord(String bootId, Optional<GuestState> ended) {
  private static final JsonMapper JSON = new JsonMapper();

  static RunRecord started(String bootId) {
    return new RunRecord(bootId, Optional.empty());
  }

  RunRecord endedAs(GuestState state) {
    return new RunRecord(bootId, Optional.of(state));
  }

  /**
   * The state of a guest without a QEMU process. A run without a known end is a crash, unless the
   * host itself went down in between.
   */
  static GuestState stateWithoutProcess(Optional<RunRecord> record, String bootIdNow) {
    return record
        .map(run ->
            run.ended()
                .orElse(run.bootId().equals(bootIdNow) ? GuestState.CRASHED : GuestState.STOPPED))
        .orElse(GuestState.PREPARING);
  }

  static Optional<RunRecord> read(Path file) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      String ended = json.path("ended").asString("");
      return Optional.of(
          new RunRecord(
              json.path("boot_id").asString(""),
              ended.isEmpty() ? Optional.empty() : Optional.of(GuestState.valueOf(ended))));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (JacksonException | IllegalArgumentException broken) {
      throw new IOException("cannot read " + file + ": " + broken.getMessage(), broken);
    }
  }

  void write(Path file) throws IOException {
    String json =
        JSON.writeValueAsString(
            java.util.Map.of("boot_id", bootId, "ended", ended.map(GuestState::name).orElse("")));
    DurableFiles.write(file, json.getBytes(StandardCharsets.UTF_8));
  }
}
